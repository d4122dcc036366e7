import type { Child } from 'hono/jsx'

/** Names of the hidden fields that the runner of pages reads: which act, dry run, idempotency key, the preview that was seen. */
export const formFields = { act: '_act', dry: '_dry', key: '_key', preview: '_preview' } as const

export interface CommandFormProps {
  /** Id of the form, where a page has more than one. */
  readonly id?: string
  readonly action: string
  /** The act of the page that this form posts. */
  readonly act: string
  /** UUID made by the server for this form: a second press shows the first result. */
  readonly idempotencyKey: string
  /** Version of what is changed; a late save is refused with the difference. */
  readonly expectedVersion?: number | string
  /** `auto` asks for a dry run after each field, by the same way as the button 確かめる. */
  readonly check?: 'auto' | 'button' | 'none'
  /** Id of the preview on the screen: what is carried out is compared with it. */
  readonly previewId?: string
  /** Further hidden values; never an amount. */
  readonly hidden?: Readonly<Record<string, string>>
  readonly class?: string
  readonly children?: Child
}

/**
 * The form that posts the page's one command.
 * With `check: 'auto'` the script posts the same form with `_dry` and takes `#main` of the answer, so that
 * echoes, errors and consequences are always words of the server.
 */
export function CommandForm({ id = 'command', action, act, idempotencyKey, expectedVersion, previewId, check = 'none', hidden = {}, class: names, children }: CommandFormProps) {
  const auto = check === 'auto' ? { 'data-check': 'auto', 'hx-post': action, 'hx-trigger': 'yakuba:check', 'hx-target': '#main', 'hx-select': '#main', 'hx-swap': 'outerMorph', 'hx-sync': 'this:replace', 'hx-vals': JSON.stringify({ [formFields.dry]: '1' }) } : {}
  return (
    <form class={names} id={id} method="post" action={action} novalidate autocomplete="off" {...auto}>
      <input type="hidden" name={formFields.act} value={act} />
      <input type="hidden" name={formFields.key} value={idempotencyKey} />
      {expectedVersion === undefined ? null : <input type="hidden" name="expectedVersion" value={expectedVersion} />}
      {previewId ? <input type="hidden" name={formFields.preview} value={previewId} /> : null}
      {Object.entries(hidden).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <input type="hidden" name="effortSeconds" value="" /><input type="hidden" name="effortKeys" value="" /><input type="hidden" name="effortPointer" value="" />
      {children}
    </form>
  )
}

export interface CommandBarProps {
  /** Verb with object: `審査へ回す`. Without a command (the author of a draft, a past day) say who is next in `children`. */
  readonly command?: string
  /** F9 */
  readonly preview?: { readonly label: string; readonly href: string }
  /** Another way out with a form of its own on the page, by its id: `差し戻す`. */
  readonly other?: { readonly label: string; readonly form: string }
  /** Shows the button 確かめる to people without script. */
  readonly check?: 'auto' | 'button' | 'none'
  /** Under the buttons: who sees it next, what stays. */
  readonly note?: Child
  /** Above the buttons: approval box, typed total. */
  readonly children?: Child
}

/** The bar with the one filled button; it sticks to the bottom of the DECISION band and is never disabled. */
export function CommandBar({ command, preview, other, check = 'none', note, children }: CommandBarProps) {
  return (
    <div class="cmdbar" id="cmdbar">
      {children}
      <div class="cmd">
        {preview ? <a class="btn" href={preview.href} data-preview="yes">{preview.label} <kbd>F9</kbd></a> : null}
        {check === 'none' ? null : <button class={check === 'auto' ? 'btn without-script' : 'btn'} type="submit" name={formFields.dry} value="1">確かめる</button>}
        {other ? <button class="btn" type="submit" form={other.form}>{other.label}</button> : null}
        {command ? <button class="btn primary" type="submit" data-command="yes" accesskey="z">{command} <kbd>Ctrl+Enter</kbd></button> : null}
      </div>
      {note ? <p>{note}</p> : null}
    </div>
  )
}
