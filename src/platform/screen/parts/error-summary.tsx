import type { Notice } from '../field-id.ts'
import { fieldId } from '../field-id.ts'
import { Icon } from '../icon.tsx'

export interface ErrorSummaryProps {
  /** Everything that stops the command. */
  readonly refusals: readonly Notice[]
  /** What must be acknowledged; counted apart. */
  readonly alerts?: readonly Notice[]
  /** `審査へ回す前に` */
  readonly before?: string
  /** After a submit the summary takes the focus; after a dry run it does not. */
  readonly isFocused?: boolean
}

/** On top of FACTS: every refusal and alert as a link into its field — 直すところの一覧. Nothing is drawn where there is none. */
export function ErrorSummary({ refusals, alerts = [], before, isFocused }: ErrorSummaryProps) {
  if (refusals.length + alerts.length === 0) return <></>
  const kind = refusals.length > 0 ? 'error' : 'alert'
  return (
    <div class={`msg ${kind}`} id="refusals" role="alert" tabindex={-1} autofocus={isFocused}>
      <h3><Icon name={kind} />{heading(refusals.length, alerts.length, before)}</h3>
      <ul>
        {refusals.map((notice) => <li><span><NoticeText notice={notice} /></span></li>)}
        {alerts.map((notice) => <li><span><span class="t-alert b">確かめる</span>　<NoticeText notice={notice} /></span></li>)}
      </ul>
    </div>
  )
}

function NoticeText({ notice }: { notice: Notice }) {
  return <>{notice.field === null ? <b>{notice.message}</b> : <a href={`#${fieldId(notice.field)}`}>{notice.message}</a>}　{notice.remedy}{notice.article ? `（${notice.article}）` : ''}</>
}

function heading(refusals: number, alerts: number, before: string | undefined): string {
  const parts = [refusals > 0 ? `直すところが ${refusals}つ` : '', alerts > 0 ? `確かめるところが ${alerts}つ` : ''].filter(Boolean)
  return `${before ? `${before}、` : ''}${parts.join('、')}あります`
}
