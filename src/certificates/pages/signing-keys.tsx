import { printDate } from '../../kernel/wareki.ts'
import { findPlainDate } from '../../kernel/plain-date.ts'
import { act, Chip, CommandForm, Done, Empty, ErrorSummary, Head, OneColumn, page, Rows, Section, Table, TextField, type ViewState } from '../../platform/screen/index.ts'
import { publicKeys, revokeSigningKey, rotateSigningKey, type PublishedKeys } from '../mark/keys.ts'

/** The keys that sign papers: which one is in use, the next one, and stopping one — 署名鍵. */
export const signingKeysPage = page({
  name: 'certificates.signing-keys-page', path: 'certificates/signing-keys', query: publicKeys, input: () => ({}),
  frame: () => ({ title: '署名鍵' }),
  view: (value, state) => <KeysView value={value} state={state} />,
  acts: {
    rotate: act({ command: rotateSigningKey, input: () => ({}) }),
    revoke: act({ command: revokeSigningKey, input: ({ form }) => ({ keyNo: Number(form.get('keyNo') ?? ''), reason: form.get('reason') ?? '' }) }),
  },
})

type KeyLine = PublishedKeys['keys'][number]

function KeysView({ value, state }: { value: PublishedKeys; state: ViewState }) {
  const { link } = state.request
  const mayChange = state.request.actor.permissions.has(rotateSigningKey.permission)
  return (
    <>
      <Head title="署名鍵" note="証明の紙の検証マークに署名する鍵です" right={<><a href={link('open/certificates/verify')}>検証の頁</a>　<a href={link('open/certificates/keys')}>公開鍵のファイル</a></>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        {state.carriedOut ? <Done title={state.carriedOut.command === rotateSigningKey.name ? '次の署名鍵に替えました' : '署名鍵を止めました'} links={[]}>公開鍵のファイルを配っている先があれば、新しいファイルを渡してください。</Done> : null}
        <Table caption="署名鍵" isCaptionHidden rows={value.keys} empty={<Empty title="まだありません。最初の紙を発行するときに作ります。" />} columns={[
          { key: 'no', head: '番号', isRowHead: true, cell: (key: KeyLine) => String(key.keyNo) },
          { key: 'period', head: '使った期間', isUnbroken: true, cell: (key) => `${dayText(key.from)}から${key.until === null ? '' : `${dayText(key.until)}まで`}` },
          { key: 'public', head: '公開鍵', isSource: true, cell: (key) => `${key.publicKey.slice(0, 16)}…` },
          { key: 'state', head: '状態', isUnbroken: true, cell: stateOf },
        ]} />
        {mayChange ? <Changes state={state} /> : null}
      </OneColumn>
    </>
  )
}

function stateOf(key: KeyLine) {
  if (key.revokedOn !== null) return <Chip kind="alert">止めた　{dayText(key.revokedOn)}</Chip>
  return <Chip kind={key.until === null ? 'info' : 'plain'}>{key.until === null ? '使っている' : '役目を終えた'}</Chip>
}

function Changes({ state }: { state: ViewState }) {
  return (
    <>
      <Section title="次の鍵に替える" note="年に一度を目安に替えます。前の鍵で署名した紙は、これからも本物と確かめられます。">
        <CommandForm id="form-rotate" action={state.action} act="rotate" idempotencyKey={state.idempotencyKey}>
          <p class="sect"><button class="btn primary" type="submit">次の署名鍵に替える</button></p>
        </CommandForm>
      </Section>
      <Section title="鍵を止める" note="秘密の鍵がほかの人に知られたおそれがあるときだけ、止めます。戻せません。">
        <CommandForm id="form-revoke" action={state.action} act="revoke" idempotencyKey={state.idempotencyKey}>
          <Rows>
            <TextField name="keyNo" label="鍵の番号" need="required" width={4} isNumber value={state.form.get('keyNo')} refusals={state.refusals} />
            <TextField name="reason" label="止める理由" need="required" width={24} value={state.form.get('reason')} refusals={state.refusals} />
          </Rows>
          <p class="sect"><button class="btn" type="submit">この署名鍵を止める</button></p>
        </CommandForm>
      </Section>
    </>
  )
}

function dayText(day: string): string {
  const on = findPlainDate(day)
  return on === undefined ? day : printDate(on, 'short')
}
