import type { Child } from 'hono/jsx'
import { type Check, Checks } from './checks.tsx'

export interface Binding {
  /** Short digest or number of the request, the persons, and the page. */
  readonly request: string
  readonly persons: string
  readonly page: string
  readonly agrees: boolean
}

export interface PrintPreviewProps {
  /** The sheet in words: kind, whose, what is shown and left out. */
  readonly label: string
  /** The page as the print renderer drew it, as picture files of this town; or the same lines as HTML in `children`. */
  readonly pictures?: readonly { readonly src: string; readonly label: string }[]
  /** Opens the PDF of the sample. */
  readonly pdf?: string
  readonly checks: readonly Check[]
  readonly binding?: Binding
  /** Fee, payment, printer. */
  readonly settings?: Child
  readonly children?: Child
}

/** The sheet stamped 見本, the checks, and the binding of request, persons and page — 見本. */
export function PrintPreview({ label, pictures = [], pdf, checks, binding, settings, children }: PrintPreviewProps) {
  return (
    <div class="proof">
      <div>
        {pictures.map((picture) => <figure class="sheet bare"><img src={picture.src} alt={picture.label} /></figure>)}
        {children ? <figure class="sheet" aria-label={label}>{children}</figure> : null}
        {pdf ? <p class="sub"><a href={pdf}>見本を PDF で開く</a></p> : null}
      </div>
      <div>
        <h3>出す前の確かめ</h3>
        <Checks items={checks} />
        {binding ? <BindingBox {...binding} /> : null}
        {settings}
      </div>
    </div>
  )
}

function BindingBox({ request, persons, page, agrees }: Binding) {
  return (
    <div class="box bind">
      <h3>取り違えの防止</h3>
      <dl class="kv"><dt>請求</dt><dd><code>{request}</code></dd><dt>人</dt><dd><code>{persons}</code></dd><dt>紙面</dt><dd><code>{page}</code></dd></dl>
      {agrees ? <p class="t-ok b">3つが一致しています</p> : <p class="t-error b">一致しません。出せません</p>}
      <p class="sub">刷る直前に、できた紙を読み戻してもう一度くらべます。</p>
    </div>
  )
}

/** A zone of a letter: hatched where the national layout is fixed, blue where the town's words stand — 帳票の欄. */
export function LetterZone({ owner, tag, children }: { owner: 'fixed' | 'own'; tag?: string; children?: Child }) {
  return <div class={`zone ${owner}`}><b class="tagz">{tag ?? (owner === 'fixed' ? '固定' : '町の文章')}</b>{children}</div>
}
