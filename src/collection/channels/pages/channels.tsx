import { readDate } from '../../../kernel/date-input.ts'
import { amountText, yenText } from '../../../kernel/text.ts'
import { act, Amount, Case, Chip, CommandBar, CommandForm, DateField, Decision, Done, ErrorSummary, Facts, Head, LinkButton, Message, page, type PageRequest, Rows, Section, Select, Split, Table, Task, TextArea, TextField, type ViewState, Who } from '../../../platform/screen/index.ts'
import { SmallForm, UploadForm } from '../../pages/small-form.tsx'
import { doneText, momentText, shortDate } from '../../pages/words.ts'
import { loadChannelFile, setChannelFee } from '../commands.ts'
import { type ChannelPageValue, type ChannelsValue, type ChannelValue, listChannels, showChannel } from '../queries.ts'
import { decideChannel, proposeChannel } from '../setting-commands.ts'
import { HeldFiles } from './held.tsx'
import { WaitingList } from './waiting.tsx'
import { daysWords, outcomeWords, transportWords, wholeWords } from './words.ts'

/** Every channel with its last and next file, what is late, and this month's sums — 収納チャネル. */
export const channelsPage = page({
  name: 'collection.channels', path: 'collection/channels', query: listChannels, input: () => ({}),
  frame: () => ({ title: '収納チャネル', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '起案する' }] }),
  view: (value, state) => <ChannelsView value={value} state={state} />,
  acts: {
    set: act({ command: proposeChannel, input: (request) => channelInput(request, null) }),
    decide: act({ command: decideChannel, input: ({ form }) => ({ proposalId: form.get('proposalId') ?? '', isGranted: form.get('isGranted') === 'yes', reason: form.get('reason')?.trim() || null }) }),
  },
})

function channelInput({ form, today }: PageRequest, channelId: string | null): unknown {
  const typed = (name: string): string | null => form.get(name)?.trim() || null
  const day = (name: string): string | null => {
    const text = typed(name)
    if (text === null) return null
    const read = readDate(text, { today })
    return read.ok ? read.value.date : text
  }
  const port = (typed('port') ?? '').normalize('NFKC')
  return {
    channelId, expectedVersion: Number(form.get('expectedVersion') ?? 0), title: form.get('title') ?? '', profile: form.get('profile') ?? '', sender: typed('sender'), transport: form.get('transport') ?? '', host: typed('host'),
    port: /^\d+$/.test(port) ? Number(port) : null, userName: typed('userName'), secret: secretIn(form.get('secret')), hostKey: typed('hostKey'), pickUpFolder: typed('pickUpFolder'), takenFolder: typed('takenFolder'), receiptFolder: typed('receiptFolder'),
    wholeWhen: form.get('wholeWhen') ?? '', expectedDays: form.get('expectedDays') ?? '', expectedBy: typed('expectedBy')?.normalize('NFKC') ?? null, activeFrom: day('activeFrom') ?? today, activeTo: day('activeTo'),
  }
}

/** As typed; a key of several lines ends with a line end. */
function secretIn(text: string | undefined): string | null {
  if (text === undefined || text.trim() === '') return null
  return text.includes('-----BEGIN') ? `${text.trim()}\n` : text
}

function ChannelsView({ value, state }: { value: ChannelsValue; state: ViewState }) {
  const late = value.channels.filter((channel) => channel.isActive && (channel.isOverdue || channel.failure !== null))
  return (
    <>
      <Head title="収納チャネル" note={late.length > 0 ? `${late.length}つに、見ることがあります` : `${value.channels.length}つ`} right={<LinkButton size="small" href={state.request.link('collection/settlements')}>資金の突合せ</LinkButton>} />
      <Split sideLabel="チャネルを登録する" side={<NewChannel value={value} state={state} />}>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        <ErrorSummary refusals={state.refusals} before="起案する前に" isFocused={state.refusals.length > 0} />
        <WaitingList waiting={value.waiting} state={state} />
        {late.length > 0 ? (
          <Message kind="alert" title="届いていないファイルがあります">
            <ul>{late.map((channel) => <li><a href={state.request.link(`collection/channels/${channel.channelId}`)}>{channel.title}</a>　{channel.failure ?? `${channel.dueOn === null ? '' : shortDate(channel.dueOn)} ${channel.expectedBy ?? ''} までに届くはずのファイルが届いていません。相手に確かめます。`}</li>)}</ul>
          </Message>
        ) : null}
        <HeldFiles held={value.held} />
        <Section title="チャネル" note="件数と額は今月の分"><Channels value={value} state={state} /></Section>
      </Split>
    </>
  )
}

function Channels({ value, state }: { value: ChannelsValue; state: ViewState }) {
  return (
    <Table caption="収納チャネル" isCaptionHidden rows={value.channels} rowState={rowStateOf} columns={[
      { key: 'title', head: '名前', isRowHead: true, cell: (one) => <><a href={state.request.link(`collection/channels/${one.channelId}`)}>{one.title}</a><span class="sub">{one.profileTitle}</span></> },
      { key: 'way', head: '受け取り方', cell: (one) => <>{transportWords[one.transport]}{one.transport === 'ftp' ? <Chip kind="alert">暗号なし</Chip> : null}</> },
      { key: 'last', head: '最後のファイル', isUnbroken: true, cell: (one) => (one.lastFile ? <a href={state.request.link(`collection/payment-files/${one.lastFile.fileId}`)}>{momentText(one.lastFile.receivedAt)}</a> : '―') },
      { key: 'next', head: '次に届く日', isUnbroken: true, cell: (one) => (one.nextOn === null ? '―' : `${shortDate(one.nextOn)} ${one.expectedBy ?? ''}`) },
      { key: 'state', head: '状態', cell: (one) => <StateChip channel={one} /> },
      { key: 'files', head: '件数', align: 'number', cell: (one) => amountText(one.lines) },
      { key: 'amount', head: '額', align: 'number', cell: (one) => <Amount value={one.amount} /> },
      { key: 'exceptions', head: '人が見る行', align: 'number', cell: (one) => <Amount value={one.exceptions} /> },
      { key: 'cost', head: '手数料', align: 'number', cell: (one) => <Amount value={one.cost} /> },
    ]} empty={<p class="none">チャネルはまだ登録されていません。ファイルは「納付のファイル」からも受け取れます。</p>} />
  )
}

function rowStateOf(channel: ChannelValue): 'changed' | 'quiet' | undefined {
  if (!channel.isActive) return 'quiet'
  return channel.isOverdue || channel.failure !== null ? 'changed' : undefined
}

function StateChip({ channel }: { channel: ChannelValue }) {
  if (!channel.isActive) return <Chip>使っていない</Chip>
  if (channel.failure !== null) return <Chip kind="alert">{channel.isUnscanned ? '検査を待つ' : 'つながらない'}</Chip>
  return channel.isOverdue ? <Chip kind="alert">届いていない</Chip> : <Chip kind="ok">届いている</Chip>
}

function NewChannel({ value, state }: { value: ChannelsValue; state: ViewState }) {
  return (
    <CommandForm action={state.action} act="set" idempotencyKey={state.idempotencyKey} hidden={{ expectedVersion: '0' }}>
      <Section title="チャネルを登録する"><Settings profiles={value.profiles} state={state} of={(name) => state.form.get(name) ?? firstSettings[name] ?? ''} /></Section>
      <CommandBar command="起案する" note="ほかの職員が決裁してから使えます。パスワードや秘密鍵は暗号にして保存し、あとから画面では見られません。" />
    </CommandForm>
  )
}

const firstSettings: Readonly<Record<string, string>> = { transport: 'by-hand', wholeWhen: 'done-file', expectedDays: 'bank-days', expectedBy: '15:00' }

interface SettingsProps { readonly profiles: ChannelsValue['profiles']; readonly state: ViewState; of(name: string): string; readonly hasSecret?: boolean }

function Settings({ profiles, state, of, hasSecret = false }: SettingsProps) {
  const choicesOf = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([code, label]) => ({ value: code, label }))
  return (
    <Rows columns={1}>
      <TextField name="title" label="名前" need="required" value={of('title')} width={16} refusals={state.refusals} />
      <Select name="profile" label="ファイルの形" value={of('profile')} refusals={state.refusals} choices={profiles.map((profile) => ({ value: profile.name, label: profile.title }))} />
      <TextField name="sender" label="送り手の番号" need="optional" value={of('sender')} width={9} hint="ファイルの見出しにある番号。違えば断ります" refusals={state.refusals} />
      <Select name="transport" label="受け取り方" value={of('transport')} refusals={state.refusals} choices={choicesOf(transportWords)} />
      <TextField name="host" label="相手の機械" need="optional" value={of('host')} width={16} refusals={state.refusals} />
      <TextField name="port" label="番号（ポート）" need="optional" value={of('port')} width={6} isNumber refusals={state.refusals} />
      <TextField name="userName" label="利用者名" need="optional" value={of('userName')} width={12} autocomplete="off" refusals={state.refusals} />
      <TextArea name="secret" label="パスワードか秘密鍵" need="optional" value="" lines={2} hint={hasSecret ? '登録してあります。替えるときだけ入れます' : undefined} refusals={state.refusals} />
      <TextField name="hostKey" label="相手の鍵の指紋" need="optional" value={of('hostKey')} width="full" hint="SFTP では必ず。SHA256: で始まります" refusals={state.refusals} />
      <TextField name="pickUpFolder" label="取りに行く場所" need="optional" value={of('pickUpFolder')} width={16} refusals={state.refusals} />
      <TextField name="takenFolder" label="受け取ったあとの場所" need="optional" value={of('takenFolder')} width={16} hint="空なら、取りに行く場所の taken" refusals={state.refusals} />
      <TextField name="receiptFolder" label="受領の知らせの場所" need="optional" value={of('receiptFolder')} width={16} hint="空なら知らせません" refusals={state.refusals} />
      <Select name="wholeWhen" label="送り終わりの見分け方" value={of('wholeWhen')} refusals={state.refusals} choices={choicesOf(wholeWords)} />
      <Select name="expectedDays" label="届く日" value={of('expectedDays')} refusals={state.refusals} choices={choicesOf(daysWords)} />
      <TextField name="expectedBy" label="いつまでに" need="optional" value={of('expectedBy')} width={6} hint="15:00 のように" refusals={state.refusals} />
      <DateField name="activeFrom" label="使い始め" value={of('activeFrom')} hint="きょうからなら空のまま" refusals={state.refusals} />
      <DateField name="activeTo" label="使い終わり" value={of('activeTo')} hint="決まっていなければ空のまま" refusals={state.refusals} />
    </Rows>
  )
}

/** One channel: its journal, a file by hand, its settings and fees — 収納チャネルの記録. */
export const channelPage = page({
  name: 'collection.channel', path: 'collection/channels/:id', query: showChannel, input: (request) => ({ channelId: request.params['id'] ?? '' }),
  frame: () => ({ title: '収納チャネル', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: 'ファイルを受け取る' }] }),
  view: (value, state) => <ChannelView value={value} state={state} />,
  acts: {
    load: act({ command: loadChannelFile, input: fileInput }),
    set: act({ command: proposeChannel, input: (request) => channelInput(request, request.params['id'] ?? '') }),
    fee: act({ command: setChannelFee, input: feeInput }),
  },
})

function fileInput({ form, params }: PageRequest): unknown {
  const file = form.file('file')
  return { channelId: params['id'] ?? '', fileName: file?.name ?? null, content: file ? Buffer.from(file.bytes).toString('base64') : '' }
}

function feeInput({ form, params, today }: PageRequest): unknown {
  const typed = form.get('validFrom') ?? ''
  const read = readDate(typed, { today })
  const fee = (form.get('fee') ?? '').normalize('NFKC').replaceAll(',', '').trim()
  return { channelId: params['id'] ?? '', validFrom: read.ok ? read.value.date : typed, fee: /^\d+$/.test(fee) ? Number(fee) : fee }
}

interface PageProps { readonly value: ChannelPageValue; readonly state: ViewState }

function ChannelView({ value, state }: PageProps) {
  return (
    <Case decision="middle">
      <Who subject="thing" kana={value.profileTitle} name={value.title} warnings={<StateChip channel={value} />} facts={[
        { label: '受け取り方', value: transportWords[value.transport] ?? '', note: value.host === null ? undefined : `${value.host}:${value.port}` }, { label: '最後のファイル', value: value.lastFile ? momentText(value.lastFile.receivedAt) : '―' },
        { label: '次に届く日', value: value.nextOn === null ? '決まっていない' : `${shortDate(value.nextOn)} ${value.expectedBy ?? ''}` }, { label: '今月', value: `${amountText(value.lines)}件 ${yenText(value.amount)}` },
      ]} />
      <Task title="収納チャネル" right={<a href={state.request.link('collection/channels')}>一覧へ</a>} />
      <Facts heading="送受信の記録" isHeadingShown note="新しい順に100件">
        <RefusedFile state={state} />
        <Journal value={value} state={state} />
      </Facts>
      <Decision heading="ファイルを受け取る" isHeadingShown>
        {state.carriedOut ? <Done title={doneText(state.carriedOut)} /> : null}
        <UploadForm act="load" state={state}>
          <div class="rowf"><label for="f-content">ファイル<span class="req"><span aria-hidden="true">※</span><span class="vh">（必ず選ぶ）</span></span></label><div class="ctl"><input class="in-t w100" type="file" id="f-content" name="file" accept=".csv,.txt,.dat" /></div></div>
          <CommandBar command="受け取る" note="一行でも読めなければ、ファイルごと断ります。同じ納付は二度消し込みません。" />
        </UploadForm>
        <Fees value={value} state={state} />
        <Change value={value} state={state} />
      </Decision>
    </Case>
  )
}

/** Faults of a refused file by line; of a setting as a summary that leads to its field. */
function RefusedFile({ state }: { state: ViewState }) {
  const byLine = state.refusals.filter((refusal) => refusal.line !== null)
  if (byLine.length === 0) return <ErrorSummary refusals={state.refusals} before="できません。" isFocused={state.refusals.length > 0} />
  return (
    <Message kind="error" title={`ファイルを受け取りませんでした。直すところが ${byLine.length}つあります`} id="refusals">
      <p>何も消し込んでいません。</p>
      <Table caption="直すところ" isCaptionHidden density="tight" rows={byLine} columns={[
        { key: 'line', head: '行', align: 'number', isRowHead: true, cell: (refusal) => `${refusal.line}` },
        { key: 'what', head: '何が', cell: (refusal) => refusal.message },
        { key: 'does', head: '次にすること', cell: (refusal) => refusal.remedy },
      ]} />
    </Message>
  )
}

function Journal({ value, state }: PageProps) {
  return (
    <Table caption="送受信の記録" isCaptionHidden density="tight" rows={value.journal} rowState={(row) => (row.outcome === 'failed' || row.outcome === 'held' || row.outcome === 'unscanned' || row.outcome === 'changed' || row.outcome === 'refused' ? 'changed' : undefined)} columns={[
      { key: 'at', head: '時', isRowHead: true, isUnbroken: true, cell: (row) => momentText(row.at) },
      { key: 'outcome', head: '結果', isUnbroken: true, cell: (row) => outcomeWords[row.outcome] ?? row.outcome },
      { key: 'file', head: 'ファイル', cell: (row) => (row.fileId ? <a href={state.request.link(`collection/payment-files/${row.fileId}`)}>{row.fileName ?? '画面から'}</a> : (row.fileName ?? '―')) },
      { key: 'size', head: '大きさ', align: 'number', cell: (row) => (row.size === null ? '―' : amountText(row.size)) },
      { key: 'detail', head: '詳しく', cell: (row) => row.detail ?? '' },
      { key: 'digest', head: 'ハッシュ', isSource: true, cell: (row) => row.sha256?.slice(0, 12) ?? '―' },
    ]} empty={<p class="none">まだ何も送受信していません。</p>} />
  )
}

function Fees({ value, state }: PageProps) {
  return (
    <details><summary>手数料（1件あたり）{value.fee === null ? '　登録なし' : `　${yenText(value.fee)}`}</summary>
      <Table caption="手数料" isCaptionHidden density="tight" rows={value.fees} columns={[
        { key: 'from', head: 'いつから', isRowHead: true, cell: (fee) => shortDate(fee.validFrom) }, { key: 'fee', head: '1件あたり', align: 'number', cell: (fee) => <Amount value={fee.fee} /> },
      ]} empty={<p class="none">手数料は登録されていません。</p>} />
      <SmallForm act="fee" state={state}>
        <DateField name="validFrom" label="いつから" value={state.form.get('validFrom') ?? ''} need="required" refusals={state.refusals} />
        <TextField name="fee" label="1件あたり" value={state.form.get('fee') ?? ''} need="required" width={6} isNumber unit="円" refusals={state.refusals} />
        <button class="btn xs" type="submit">手数料を登録する</button>
      </SmallForm>
    </details>
  )
}

function Change({ value, state }: PageProps) {
  const stored: Readonly<Record<string, unknown>> = value
  const of = (name: string): string => state.form.get(name) ?? (name.startsWith('active') && stored[name] ? shortDate(String(stored[name])) : String(stored[name] ?? ''))
  return (
    <details><summary>設定を変える</summary>
      {value.isWaiting ? <p class="sub"><a href={state.request.link('collection/channels')}>決裁を待つ設定</a>があります。</p> : null}
      <SmallForm act="set" state={state} hidden={{ expectedVersion: String(value.version) }}>
        <Settings profiles={value.profiles} state={state} of={of} hasSecret={value.hasSecret} />
        <button class="btn xs" type="submit">設定の変更を起案する</button> <span class="sub">ほかの職員が決裁するまで、いまの設定のままです。</span>
      </SmallForm>
    </details>
  )
}
