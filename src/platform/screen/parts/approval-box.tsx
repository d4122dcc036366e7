import type { Child } from 'hono/jsx'
import { Icon } from '../icon.tsx'
import { controlAttributes, type FieldProps } from '../fields/form-row.tsx'
import { errorId, noticesFor, pointerOf } from '../field-id.ts'

/** One column of the box, like a stamp on paper. */
export interface ApprovalStep {
  /** 起案, 審査, 決裁 */
  readonly role: string
  readonly name: string
  /** Time of the stamp: `10:44`, `11.24`. */
  readonly at?: string
  readonly state: 'done' | 'now' | 'later'
  /** The person who looks at the page. */
  readonly isMe?: boolean
}

/** Drafted, checked, decided, with name and time — 決裁の箱. */
export function ApprovalBox({ steps }: { steps: readonly ApprovalStep[] }) {
  return <ol class="hanko" aria-label="決裁">{steps.map((step) => <li aria-current={step.state === 'now' ? 'step' : undefined}><span class="role">{step.role}</span><Stamp step={step} /></li>)}</ol>
}

function Stamp({ step }: { step: ApprovalStep }): Child {
  if (step.state === 'done') return <><span class="who-s">{step.name}</span>{step.at ? <> <span class="sub">{step.at}</span></> : null}<span class="vh">（済み）</span></>
  if (step.state === 'now') return <span class="wait b">{step.name}{step.isMe ? '（あなた）' : '（待ち）'}</span>
  return <span class="mute">{step.name}</span>
}

export interface TypedTotalProps extends FieldProps {
  readonly unit?: string
  /** What to do, from which paper. */
  readonly instruction: Child
  /** The server compared: only then the total is on the screen of the approver. */
  readonly agrees?: boolean
}

/** A mass run is approved by typing the total from the printed sheet — 打って確かめる合計. */
export function TypedTotal(props: TypedTotalProps) {
  const attributes = controlAttributes(props)
  const pointer = props.pointer ?? pointerOf(props.name)
  return (
    <div class="sect">
      <p><label for={attributes.id} class="b">{props.label}</label><br />{props.instruction}</p>
      <div class="typed"><input {...attributes} class="in-t large" value={props.value ?? ''} inputmode="numeric" autocomplete="off" /><span class="big">{props.unit ?? '円'}</span>{props.agrees ? <span class="chip ok"><Icon name="ok" />合う</span> : null}</div>
      <div id={errorId(pointer)}>{noticesFor(props.refusals, pointer).map((notice) => <p class="err"><Icon name="error" />{notice.message}{notice.remedy}</p>)}</div>
    </div>
  )
}
