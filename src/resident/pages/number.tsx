import { Case, Decision, Facts, KeyValues, Message, page, Task, type ViewState, Who } from '../../platform/screen/index.ts'
import { revealForm, type RevealForm } from '../number/reveal.ts'

/** Shows an Individual Number after a reason was written — 個人番号の表示. */
export const numberPage = page({
  name: 'resident.number-of', path: 'resident/number/:id', query: revealForm, postsQuery: true,
  input: ({ params, form }) => ({ personId: params['id'], reason: form.get('reason')?.trim() || null }),
  frame: () => ({ title: '個人番号の表示' }),
  view: (value, state) => <NumberView value={value} state={state} />,
})

function NumberView({ value, state }: { value: RevealForm; state: ViewState }) {
  return (
    <Case decision="middle">
      <Who kana={value.kana ?? undefined} name={value.name} facts={[{ label: '宛名番号', value: value.addresseeNumber }]} />
      <Task title="個人番号の表示" />
      <Facts heading="事実">
        {value.number === null ? <p>理由を書くと、番号が表示されます。表示したことは監査の記録に残ります。</p> : <KeyValues facts={[{ label: '個人番号', value: <b class="big">{value.number}</b> }, { label: '理由', value: state.form.get('reason') ?? '' }]} />}
        <p class="sub"><a href={state.request.link(`resident/record/${value.personId}`)}>住民の記録へ戻る</a></p>
      </Facts>
      <Decision heading="表示する" isHeadingShown>
        <form method="post" action={state.action}>
          <p><label class="b" for="reason">見る理由</label> <input class="in-t w24" id="reason" name="reason" autocomplete="off" value={state.form.get('reason') ?? ''} /></p>
          <p><button class="btn primary" type="submit">番号を表示する</button></p>
        </form>
        <Message kind="info" title="番号法の定める事務だけに使えます">表示した番号を、メモや別の書類に写さないでください。</Message>
      </Decision>
    </Case>
  )
}
