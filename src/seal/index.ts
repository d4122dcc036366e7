// The door of seal registration: the only file of this folder that another context imports.

export { SealCertificateIssued } from './events.ts'
export { draftAtKiosk, issueAtKiosk } from './kiosk.ts'
export { enterSampleSeals } from './sample.ts'
