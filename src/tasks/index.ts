export { writeTasks } from './store.ts'
export { listOpen, listOfPerson, tasksOfPerson, type TaskItem, type TaskList } from './queries.ts'
