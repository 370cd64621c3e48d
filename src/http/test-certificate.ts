/**
 * For tests only: a self-signed certificate for 127.0.0.1 and localhost, good until 2126, and its key, which is as public as
 * this file. Here because Node cannot make certificates, and the tests need nothing else installed.
 */
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBrDCCAVOgAwIBAgIUOhYJTpaz2V15BizKZDIk0G1ejt4wCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwScm9sbGNhbGwgdGVzdCBvbmx5MCAXDTI2MTEyMjA4MjIzMloY
DzIxMjYxMDI5MDgyMjMyWjAdMRswGQYDVQQDDBJyb2xsY2FsbCB0ZXN0IG9ubHkw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR0un24jZ6bJPi365Zv3IdoiVD3aoHG
hQLaNshtCoCilbPV/c862bOc+mJ3Z3pAlAqBbkrTLnquWOexMtxAcln4o28wbTAd
BgNVHQ4EFgQUT2v+lNhpmba5z+5zbD5HuMOMJnQwHwYDVR0jBBgwFoAUT2v+lNhp
mba5z+5zbD5HuMOMJnQwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAAB
gglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDRwAwRAIgQgqHjFD3BLQ97MNvixTl/DXT
EvLIUbY90vunhjZCD1UCIG21E96bQDvGEimcAx8Qsi7i62Zhr9xGS5W5h2J4AP2H
-----END CERTIFICATE-----
`;

export const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrggCREP+zYvjAICy
P0IpENdN8DMXvxhX3lRIZxhepKuhRANCAAR0un24jZ6bJPi365Zv3IdoiVD3aoHG
hQLaNshtCoCilbPV/c862bOc+mJ3Z3pAlAqBbkrTLnquWOexMtxAcln4
-----END PRIVATE KEY-----
`;
