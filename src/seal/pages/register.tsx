import {
  act, Case, Checkboxes, Chip, Columns, Box, Decision, Done, ErrorSummary, Facts, Message, page, Radios, Rows, Section, Steps, Task, TextField, Tick, type PageRequest, type ViewState,
} from '../../platform/screen/index.ts'
import { takeImprint } from '../imprint-commands.ts'
import { faultTitles, millimetres } from '../model.ts'
import { showApplication, type ApplicationView } from '../queries.ts'
import { registerSeal, sendLetter } from '../register-commands.ts'
import { choicesOf, ImprintPicture, isTicked, Neighbours, paths, PersonBand, textOf } from './parts.tsx'

/** Which imprint stands on the page: the one just read, or the one in the form. */
function imprintOf(request: PageRequest): string | null {
  return textOf(request.form, 'imprintId') ?? textOf(request.query, 'imprint')
}

/** 印鑑の登録の申請: first the imprint is read, then person and imprint are looked at together. */
export const registerPage = page({
  name: 'seal.register-page', path: 'seal/register/:id', query: showApplication,
  input: (request) => ({ personId: request.params['id'] ?? '', imprintId: imprintOf(request) }),
  frame: () => ({ title: '印鑑の登録', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '登録する' }], effort: { task: 'register-seal', label: 'この登録', goalSeconds: 120 } }),
  view: (value, state) => <RegisterView value={value} state={state} />,
  acts: {
    take: act({
      command: takeImprint, after: (value, request) => `${paths.register(request.params['id'] ?? '')}?imprint=${value.imprintId}`,
      input: ({ form, params }) => { const file = form.file('file'); return { personId: params['id'] ?? '', fileBase64: file === undefined ? '' : Buffer.from(file.bytes).toString('base64'), statedDpi: dpiOf(form.get('statedDpi')) } },
    }),
    register: act({ command: registerSeal, input: (request) => ({ ...applicationOf(request), way: request.form.get('way') ?? '', guarantorNumber: textOf(request.form, 'guarantorNumber') }) }),
    letter: act({ command: sendLetter, input: applicationOf }),
  },
})

function dpiOf(typed: string | undefined): number | string | null {
  const text = (typed ?? '').normalize('NFKC').trim()
  if (text === '') return null
  return /^\d{1,5}$/.test(text) ? Number(text) : text
}

function applicationOf({ form, params }: PageRequest): Record<string, unknown> {
  return {
    personId: params['id'] ?? '', imprintId: form.get('imprintId') ?? '', shownText: form.get('shownText') ?? '', katakanaName: textOf(form, 'katakanaName'), agentName: textOf(form, 'agentName'), faults: form.all('faults'),
    frameReason: textOf(form, 'frameReason'), distinctReason: textOf(form, 'distinctReason'), isStatutoryAgentPresent: isTicked(form, 'isStatutoryAgentPresent'), isCapacityConfirmed: isTicked(form, 'isCapacityConfirmed'),
  }
}

interface ViewProps { readonly value: ApplicationView; readonly state: ViewState }

function RegisterView({ value, state }: ViewProps) {
  const done = state.carriedOut?.command === registerSeal.name || state.carriedOut?.command === sendLetter.name ? state.carriedOut : null
  const isRead = value.imprintId !== null
  return (
    <Case decision="middle" isProtected={state.withheld.size > 0}>
      <PersonBand head={value.head} state={state} />
      <Task title="印鑑の登録"><Steps current={done ? 3 : Number(isRead) + 1} steps={[{ label: '印影を読み取る', href: state.request.link(paths.register(value.head.personId)) }, { label: '見くらべて決める' }, { label: '登録証を渡す' }]} /></Task>
      <Facts heading="印影">
        <ErrorSummary refusals={state.refusals} before="登録の前に" isFocused />
        {done ? null : value.obstacles.map((one) => <Message kind="error" title={one.message}>{one.remedy}</Message>)}
        {isRead ? <Compared value={value} /> : null}
        <TakeForm state={state} isRead={isRead} />
      </Facts>
      <Decision heading="登録" isHeadingShown>{decisionOf({ value, state }, done)}</Decision>
    </Case>
  )
}

function decisionOf({ value, state }: ViewProps, done: ViewState['carriedOut']) {
  if (done) return <RegisteredView personId={value.head.personId} done={done} state={state} />
  return value.imprintId === null ? <p>先に、左で印影を読み取ってください。読み取ると、大きさを測り、同じ世帯の登録印と並べます。</p> : <ApplicationForm value={value} state={state} />
}

function TakeForm({ state, isRead }: { state: ViewState; isRead: boolean }) {
  return (
    <Section title={isRead ? '読み取り直す' : '印影を読み取る'} note="白い紙に押し、原寸（1対1）でPNGに">
      <form method="post" action={state.action} enctype="multipart/form-data">
        <input type="hidden" name="_act" value="take" /><input type="hidden" name="_key" value={state.idempotencyKey} />
        <Rows>
          <div class="rowf"><label for="f-fileBase64">印影の画像</label><div class="ctl"><input class="in-t" type="file" id="f-fileBase64" name="file" accept="image/png" /></div></div>
          <TextField name="statedDpi" label="解像度" need="optional" value={state.form.get('statedDpi')} refusals={state.refusals} width={6} isNumber unit="dpi" hint="画像に書かれているときは要りません" />
        </Rows>
        <p><button class={isRead ? 'btn' : 'btn primary'} type="submit">印影を読み取る</button></p>
      </form>
    </Section>
  )
}

function Compared({ value }: { value: ApplicationView }) {
  return (
    <Section title="見くらべる" note="原寸。似ている度合いは目安で、同じかどうかは人が決めます">
      <Columns shape="three">
        <div><Box title="登録する印影" right={<SizeChip value={value} />}><ImprintPicture picture={value.picture} label="登録する印影" /></Box></div>
        <Neighbours neighbours={value.neighbours} />
      </Columns>
    </Section>
  )
}

function SizeChip({ value: { sizeIs, picture } }: { value: ApplicationView }) {
  const side = picture ? millimetres(Math.max(picture.widthTenths, picture.heightTenths)) : ''
  if (sizeIs === 'good') return <Chip kind="ok">大きさ {side}</Chip>
  return <Chip kind="error">{sizeIs === 'too-small' ? '小さすぎます' : '大きすぎます'} {side}</Chip>
}

function ApplicationForm({ value, state }: ViewProps) {
  const { form, refusals } = state
  const alike = value.neighbours.some((one) => one.isAlike)
  return (
    <form method="post" action={state.action} autocomplete="off">
      <input type="hidden" name="_key" value={state.idempotencyKey} /><input type="hidden" name="imprintId" value={value.imprintId ?? ''} />
      <Rows>
        <TextField name="shownText" label="印影の文字" need="required" value={form.get('shownText')} refusals={refusals} width={12} hint={`読んだとおりに、住民票の字で。「${value.surname}」など`} isFocused={refusals.length === 0} />
        {value.head.isForeign ? <TextField name="katakanaName" label="カタカナ表記" need="optional" value={form.get('katakanaName')} refusals={refusals} width={16} hint="備考に記録し、証明書に載せます" /> : null}
        <Checkboxes name="faults" label="目で見る欠点" values={form.all('faults')} refusals={refusals} hint="当てはまるものに印を付けると、登録できません" choices={choicesOf(faultTitles)} />
        {value.isFrameBroken ? <TextField name="frameReason" label="輪郭の理由" need="optional" value={form.get('frameReason')} refusals={refusals} width="full" hint="欠けていると測られました。欠けていないと見たときだけ、その理由を" /> : null}
        {alike ? <TextField name="distinctReason" label="見分けた理由" need="required" value={form.get('distinctReason')} refusals={refusals} width="full" hint="同じ世帯の登録印と似ています。別の印鑑と見た理由を残します" /> : null}
        <Radios name="way" label="本人確認" need="required" value={form.get('way') ?? 'photo-id'} refusals={refusals} choices={[{ value: 'photo-id', label: '写真のある公的な書類' }, { value: 'guarantor', label: '保証人' }]} />
        <TextField name="guarantorNumber" label="保証人の登録番号" need="optional" value={form.get('guarantorNumber')} refusals={refusals} width={9} isNumber hint="保証人によるときだけ" />
        <TextField name="agentName" label="代理人の名前" need="optional" value={form.get('agentName')} refusals={refusals} width={16} hint="代理人が来たときは、照会書を送ります" />
      </Rows>
      <p><Tick name="isCapacityConfirmed" label="本人の意思を確かめた" isTicked={isTicked(form, 'isCapacityConfirmed')} /></p>
      {value.isWard ? <p><Tick name="isStatutoryAgentPresent" label="成年後見人などの法定代理人が同席している" isTicked={isTicked(form, 'isStatutoryAgentPresent')} /></p> : null}
      <div class="cmdbar" id="cmdbar">
        <div class="cmd"><button class="btn" type="submit" name="_act" value="letter">照会書を送る</button><button class="btn primary" type="submit" name="_act" value="register" data-command="yes" accesskey="z">印鑑を登録する <kbd>Ctrl+Enter</kbd></button></div>
        <p>登録すると、登録証を1枚渡します。本人確認書類も保証人もないとき、代理人のときは、照会書を送ります。</p>
      </div>
    </form>
  )
}

function RegisteredView({ personId, done, state }: { personId: string; done: NonNullable<ViewState['carriedOut']>; state: ViewState }) {
  const { link } = state.request
  const back = { label: '印鑑登録の記録へ', href: link(paths.person(personId)) }
  if (done.command === registerSeal.name) {
    const { registrationNumber, cardNumber } = done.value as { registrationNumber: string; cardNumber: string }
    return <Done title="印鑑を登録しました" links={[back]}>登録番号 {registrationNumber}。登録証（番号 {cardNumber}）を本人に渡してください。</Done>
  }
  const { letterNumber, documentId, letterId } = done.value as { letterNumber: string; documentId: string; letterId: string }
  return <Done title={`照会書を作りました　${letterNumber}`} links={[{ label: '紙を開いて刷る', href: link(`documents/${documentId}`) }, { label: '照会書の記録へ', href: link(paths.letter(letterId)) }, back]}>住民票の住所へ、転送不要で送ってください。まだ登録していません。</Done>
}
