export { writeTasks } from './store.ts'
