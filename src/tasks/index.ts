export { endTasks, listSettledTasks, writeTasks } from './store.ts'
export { listOpen, listOfPerson, nearestTasks, tasksOfPerson, type TaskItem, type TaskList } from './queries.ts'
