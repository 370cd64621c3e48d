import type { Answer } from './call.js';
import type { Jira } from './jira.js';

/** The pages that Jira sends where a client expects JSON. */
export const htmlPage = (title: string, text: string): string =>
  `\n\n\n\n<html>\n\n<head>\n    <title>${title}</title>\n</head>\n<body id="jira" class="aui-layout aui-theme-default page-type-message">\n` +
  `<div class="aui-page-panel"><h1>${title}</h1>\n<div class="aui-message aui-message-warning"><p>${text}</p></div></div>\n</body>\n</html>\n`;

export const serverError = (jira: Jira, message = 'Internal server error'): Answer => ({
  status: 500,
  body: jira.htmlErrorPages
    ? htmlPage(
        'Oops, you’ve found a dead link. - JIRA (500)',
        'Sorry, we had some technical problems during your last operation.',
      )
    : { message, 'status-code': 500 },
});

export const unauthorized = (jira: Jira, base: string, reason: string | undefined): Answer => ({
  status: 401,
  headers: { 'www-authenticate': `OAuth realm="${encodeURIComponent(base)}"` },
  body: jira.htmlErrorPages
    ? htmlPage('Unauthorized (401)', `Encountered a "401 - Unauthorized" error while loading this page. ${reason ?? ''}`)
    : { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
});

export const loginPage: Answer = { status: 200, body: htmlPage('Log in - Jira', 'Username, password') };
