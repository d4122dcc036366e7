/** The task whose effort is counted, and what is aimed at. */
export interface EffortGoal {
  /** Stable key of the task, the same on all its pages: `moving-in:01980c…`. */
  readonly task: string
  /** `この届出` */
  readonly label: string
  readonly goalSeconds?: number
  readonly goalKeys?: number
}

/** Time, keys and mouse uses of the present task — 手間. The script counts; without it only the goal stands here. */
export function EffortMeter({ task, label, goalSeconds, goalKeys }: EffortGoal) {
  const goals = [goalKeys === undefined ? '' : `${goalKeys}打鍵`, goalSeconds === undefined ? '' : durationText(goalSeconds)].filter(Boolean)
  return <span data-effort={task}>{label}　<b data-effort-time></b>　<span data-effort-uses></span>{goals.length > 0 ? `（目標 ${goals.join(' ')}）` : ''}</span>
}

/** `125` is `2分05秒`. */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  if (minutes === 0) return `${rest}秒`
  return rest === 0 ? `${minutes}分` : `${minutes}分${String(rest).padStart(2, '0')}秒`
}
