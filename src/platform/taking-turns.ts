import { execFile } from 'node:child_process'

/**
 * Lets a process, its threads and whatever it starts from now on finish their slice of a processor before one that wakes up
 * gets it (SCHED_BATCH of Linux). Where the system has no such order or does not allow it, all stays as it was.
 * @param pid of a process that runs
 */
export async function takeTurns(pid: number): Promise<void> {
  if (process.platform !== 'linux') return
  await new Promise<void>((resolve) => { execFile('chrt', ['--all-tasks', '--batch', '--pid', '0', String(pid)], () => { resolve() }) })
}
