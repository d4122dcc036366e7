export { acceptReturn, levyCode } from './commands.ts'
