import { noticesPage } from '../pages/notices.tsx'
import { issueNotice } from './commands.ts'
import { confirmationPaper, confirmationTemplate, issueConfirmationSheet } from './confirmation.ts'
import { endingNotice, issueEndingNotice } from './measure-ending.ts'
import { noticeKinds } from './model.ts'
import { counterNotices, noticeTemplates } from './paper.ts'
import { showNotices } from './views.ts'

// What its letters add to the manifest of the register.

export const noticeCommands = [issueNotice, issueEndingNotice, issueConfirmationSheet]
export const noticeQueries = [showNotices]
export const noticePages = [noticesPage]
export const noticeOutputs = [...counterNotices, endingNotice, confirmationPaper]
export const noticeForms = [
  ...Object.entries(noticeTemplates).map(([kind, template]) => ({ name: template.name, title: noticeKinds[kind as keyof typeof noticeKinds].title, template: template.name, output: template.name })),
  { name: confirmationTemplate.name, title: confirmationTemplate.title, template: confirmationTemplate.name, output: confirmationPaper.name },
]
export const noticeTables = [{ name: 'resident.notice', kind: 'tenant' }] as const
