import { readDate } from '../../../kernel/date-input.ts'
import { printDate } from '../../../kernel/wareki.ts'
import {
  act, Chip, CommandForm, DateField, Done, Empty, ErrorSummary, Head, LinkButton, Masked, OneColumn, page, type PageRequest, Radios, Rows, Section, Select, Table, TextField, type ViewState,
} from '../../../platform/screen/index.ts'
import { documentKinds, identityTitles, requesterTitles } from '../../model.ts'
import { endDisclosure, issueDisclosureNotice, registerDisclosure } from '../commands.ts'
import { handings } from '../model.ts'
import { disclosureOfPerson, untoldDisclosures, type DisclosureOfPerson, type NamedDisclosure, type UntoldDisclosures } from '../views.ts'

/** What registered persons are still to be told — 本人通知の一覧. */
export const untoldPage = page({
  name: 'certificates.untold-page', path: 'certificates/disclosure', query: untoldDisclosures, input: () => ({}),
  frame: () => ({ title: '本人通知の一覧' }),
  view: (value, state) => <UntoldView value={value} state={state} />,
})

function UntoldView({ value, state }: { value: UntoldDisclosures; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="本人通知の一覧" note="登録した人の証明を代理人か第三者に出し、まだ知らせていないもの" right={<a href={link('certificates')}>発行の一覧</a>} />
      <OneColumn>
        <Table<NamedDisclosure> caption="まだ知らせていない交付" isCaptionHidden isList rows={value.items} empty={<Empty title="知らせることはありません。" looked="登録のある人の、代理人と第三者への交付を見ました。" />} columns={[
          { key: 'name', head: '知らせる人', isRowHead: true, cell: (one) => (one.name === null ? <Masked /> : <a href={link(`certificates/disclosure/${one.personId}`)}>{one.name}</a>) },
          { key: 'on', head: '交付した日', isUnbroken: true, cell: (one) => printDate(one.issuedOn, 'short') }, { key: 'kind', head: '証明', cell: (one) => documentKinds[one.kind].title },
          { key: 'copies', head: '通数', align: 'number', cell: (one) => one.copies }, { key: 'who', head: '請求者の別', cell: (one) => requesterTitles[one.requester] },
        ]} />
        {value.isMore ? <p class="sub">ほかにもあります。通知書を出すと、続きが出ます。</p> : null}
      </OneColumn>
    </>
  )
}

/** Registrations and letters of one person — 本人通知. */
export const disclosurePage = page({
  name: 'certificates.disclosure-page', path: 'certificates/disclosure/:id', query: disclosureOfPerson, input: ({ params }) => ({ personId: params['id'] ?? '' }),
  frame: () => ({ title: '本人通知' }),
  view: (value, state) => <DisclosureView value={value} state={state} />,
  acts: {
    register: act({ command: registerDisclosure, input: registerInput }),
    end: act({ command: endDisclosure, input: ({ form }) => ({ registrationId: form.get('registrationId') ?? '', reason: form.get('reason') ?? '' }) }),
    tell: act({ command: issueDisclosureNotice, input: ({ params, form }) => ({ personId: params['id'] ?? '', requestId: form.get('requestId') ?? '', handing: form.get('handing') ?? 'mail' }) }),
  },
})

function registerInput({ params, form, today }: PageRequest): unknown {
  const typed = form.get('endsOn')?.trim() ?? ''
  const read = typed === '' ? null : readDate(typed, { today })
  return { personId: params['id'] ?? '', identityCheck: form.get('identityCheck') ?? '', endsOn: read?.ok === false ? typed : read?.value.date ?? null }
}

function DisclosureView({ value, state }: { value: DisclosureOfPerson; state: ViewState }) {
  const { link, actor } = state.request
  const may = actor.permissions.has(registerDisclosure.permission) && !state.withheld.has(value.personId)
  const standing = value.registrations.find((one) => one.isInForce)
  return (
    <>
      <Head title="本人通知" note={`${value.name}　宛名番号 ${value.addresseeNumber}`} right={<><LinkButton size="small" href={link(`certificates/person/${value.personId}`)}>発行履歴</LinkButton> <LinkButton size="small" href={link('certificates/disclosure')}>本人通知の一覧</LinkButton></>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        <Carried state={state} />
        <Table<DisclosureOfPerson['registrations'][number]> caption="登録" rows={value.registrations} empty={<Empty title={state.withheld.has(value.personId) ? '表示しません。責任者が扱います。' : '登録はありません。'} />} columns={[
          { key: 'on', head: '登録した日', isRowHead: true, isUnbroken: true, cell: (one) => printDate(one.registeredOn, 'short') }, { key: 'until', head: '登録の終わり', isUnbroken: true, cell: (one) => (one.endsOn === null ? 'やめるまで' : printDate(one.endsOn, 'short')) },
          { key: 'state', head: '状態', cell: (one) => <><Chip kind={one.isInForce ? 'ok' : 'plain'}>{one.isInForce ? '登録中' : '終わった'}</Chip>{one.endedReason === null ? '' : `　${one.endedReason}`}</> },
        ]} />
        {value.untold.map((one) => <TellForm one={one} may={may} state={state} />)}
        <Table<DisclosureOfPerson['told'][number]> caption="出した通知書" rows={value.told} empty={<Empty title="まだ出していません。" />} columns={[
          { key: 'number', head: '番号', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`documents/${one.documentId}`)}>{one.number}</a> }, { key: 'on', head: '出した日', isUnbroken: true, cell: (one) => printDate(one.issuedOn, 'short') },
          { key: 'handing', head: '渡し方', cell: (one) => handings[one.handing] }, { key: 'by', head: '出した人', isSource: true, cell: (one) => one.issuedByName },
        ]} />
        {may ? <RegistrationForm registrationId={standing?.registrationId} state={state} /> : null}
      </OneColumn>
    </>
  )
}

function Carried({ state }: { state: ViewState }) {
  if (state.carriedOut?.command === issueDisclosureNotice.name) {
    const { number, documentId } = state.carriedOut.value as { number: string; documentId: string }
    return <Done title={`通知書を出しました　${number}`} links={[{ label: '紙を開いて刷る', href: state.request.link(`documents/${documentId}`) }]}>だれが請求したかは、紙に載りません。</Done>
  }
  return state.carriedOut === null ? <></> : <Done title={`${state.carriedOut.title}：済みました`}>この時からの交付に当てはまります。</Done>
}

function TellForm({ one, may, state }: { one: DisclosureOfPerson['untold'][number]; may: boolean; state: ViewState }) {
  const words = `${printDate(one.issuedOn, 'short')}　${documentKinds[one.kind].title}　${one.copies}通　${requesterTitles[one.requester]}`
  return (
    <Section title="まだ知らせていない交付" note={words}>
      {may ? (
        <CommandForm id={`form-tell-${one.requestId}`} action={state.action} act="tell" idempotencyKey={state.idempotencyKey} hidden={{ requestId: one.requestId }}>
          <Rows><Radios name="handing" label="渡し方" need="required" refusals={state.refusals} value={state.form.get('handing') ?? 'mail'} choices={Object.entries(handings).map(([value, label]) => ({ value, label }))} /></Rows>
          <p class="sect"><button class="btn primary" type="submit">この交付を知らせる</button></p>
        </CommandForm>
      ) : null}
    </Section>
  )
}

function RegistrationForm({ registrationId, state }: { registrationId: string | undefined; state: ViewState }) {
  const { form, refusals } = state
  if (registrationId !== undefined) {
    return (
      <Section title="登録をやめる">
        <CommandForm id="form-end" action={state.action} act="end" idempotencyKey={state.idempotencyKey} hidden={{ registrationId }}>
          <Rows><TextField name="reason" label="理由" need="required" width={24} value={form.get('reason')} refusals={refusals} choices={['本人の申出', '登録した人が亡くなった']} /></Rows>
          <p class="sect"><button class="btn" type="submit">この登録をやめる</button></p>
        </CommandForm>
      </Section>
    )
  }
  return (
    <Section title="登録する" note="これからの、代理人と第三者への交付を、郵便で本人に知らせます">
      <CommandForm id="form-register" action={state.action} act="register" idempotencyKey={state.idempotencyKey}>
        <Rows columns={2}>
          <Select name="identityCheck" label="本人確認" need="required" value={form.get('identityCheck')} refusals={refusals} choices={Object.entries(identityTitles).filter(([key]) => key !== 'staff-card').map(([value, label]) => ({ value, label }))} />
          <DateField name="endsOn" label="登録の終わり" value={form.get('endsOn')} refusals={refusals} hint="空けると、やめるまで続きます" />
        </Rows>
        <p class="sect"><button class="btn primary" type="submit">本人通知に登録する</button></p>
      </CommandForm>
    </Section>
  )
}
