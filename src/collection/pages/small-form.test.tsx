import { describe, expect, test } from 'vitest'
import { formFields, type FormValues, renderPart, type ViewState } from '../../platform/screen/index.ts'
import { FoldForm, SmallText } from './small-form.tsx'

/** The page after a form was posted and refused for want of a reason; before it where nothing is named. */
function stateAfter(posted: Readonly<Record<string, string>> = {}): ViewState {
  const form: FormValues = { get: (name) => posted[name], all: (name) => (posted[name] === undefined ? [] : [posted[name]]), entries: Object.entries(posted), file: () => undefined }
  const refusals = Object.keys(posted).length === 0 ? [] : [{ code: 'input', message: '理由を入れてください。', remedy: '', article: null, field: '/reason', line: null }]
  return { form, refusals, idempotencyKey: 'key', action: '/992011/collection' } as unknown as ViewState
}

/** Two payments, each with its own form. */
function drawn(state: ViewState): string[] {
  return ['first', 'second'].map((paymentId) => {
    const form = { act: 'reverse', state, hidden: { paymentId } }
    return renderPart(<FoldForm title="取り消す" {...form}><SmallText of={form} name="reason" label="理由" width={12} /></FoldForm>)
  })
}

describe('a form folded away beside a record', () => {
  test('is shut, and its field is known by its words alone', () => {
    for (const html of drawn(stateAfter())) expect(html).toMatch(/^<details><summary>取り消す<\/summary>.*<label>理由 <input class="in-t w12" name="reason" value=""\/><\/label>/)
  })

  test('stays open where it was refused, with what was typed and the field to which the summary leads; the one beside it does not', () => {
    const [first, second] = drawn(stateAfter({ [formFields.act]: 'reverse', paymentId: 'second', reason: '２重' }))
    expect(first).toMatch(/^<details><summary>/)
    expect(first).not.toContain('id="f-reason"')
    expect(second).toMatch(/^<details open="">/)
    expect(second).toContain('<input class="in-t w12" id="f-reason" name="reason" value="２重" aria-invalid="true"/>')
  })
})
