// The door of the link to payers and tax offices.

export { folderLink } from './folder.ts'
