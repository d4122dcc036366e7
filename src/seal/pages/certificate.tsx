import { yenText } from '../../kernel/text.ts'
import { act, Box, Case, Checks, CommandBar, Columns, Decision, Done, ErrorSummary, Facts, KeyValues, Message, page, Radios, Rows, Section, Task, TextField, type ViewState } from '../../platform/screen/index.ts'
import { issueCertificate } from '../certificate-commands.ts'
import { showCertifiable, type CertifiableView } from '../certifiable-queries.ts'
import { ImprintPicture, paths, PersonBand, StateChip, textOf } from './parts.tsx'

/** 印鑑登録証明書を出す: the card is read, how the registration stands is asked anew when the button is pressed. */
export const certificatePage = page({
  name: 'seal.certificate-page', path: 'seal/certificate/:id', query: showCertifiable, input: (request) => ({ registrationId: request.params['id'] ?? '' }),
  frame: () => ({ title: '印鑑登録証明書', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '発行する' }], effort: { task: 'seal-certificate', label: '人が決まってから', goalSeconds: 25, goalKeys: 12 } }),
  view: (value, state) => <CertificateView value={value} state={state} />,
  acts: {
    issue: act({ command: issueCertificate, input: ({ form, params }) => ({ registrationId: params['id'] ?? '', cardNumber: form.get('cardNumber') ?? '', bearer: form.get('bearer') ?? '', bearerName: form.get('bearer') === 'agent' ? textOf(form, 'bearerName') : null }) }),
  },
})

function CertificateView({ value, state }: { value: CertifiableView; state: ViewState }) {
  const { form, refusals } = state
  const issued = state.carriedOut?.value as { number: string; documentId: string } | undefined
  const { link } = state.request
  return (
    <Case decision="middle" isProtected={state.withheld.size > 0} form={{ action: state.action, act: 'issue', idempotencyKey: state.idempotencyKey }}>
      <PersonBand head={value.head} state={state} warnings={<StateChip state={value.state} />} />
      <Task title="印鑑登録証明書" />
      <Facts heading="請求の内容">
        <ErrorSummary refusals={refusals} before="発行する前に" isFocused />
        {value.obstacle ? <Message kind="error" title={value.obstacle.message}>{value.obstacle.remedy}</Message> : null}
        <Rows>
          <TextField name="cardNumber" label="登録証の番号" need="required" value={form.get('cardNumber')} refusals={refusals} width={9} isNumber isFocused={refusals.length === 0} hint="持ってきた登録証の番号。登録証がなければ出せません" />
          <Radios name="bearer" label="来た人" need="required" value={form.get('bearer') ?? 'self'} refusals={refusals} choices={[{ value: 'self', label: '本人' }, { value: 'agent', label: '代理人（登録証を持つ人。委任状は要りません）' }]} />
          <TextField name="bearerName" label="代理人の名前" need="optional" value={form.get('bearerName')} refusals={refusals} width={16} hint="代理人が来たときだけ" />
        </Rows>
        <Section title="載るもの" level={3}>
          <Columns><div><Box title="印影（原寸）"><ImprintPicture picture={value.picture} label="登録印" /></Box></div><div><Box title="載せる項目"><KeyValues facts={value.rows.map((row) => ({ label: row.label, value: row.value }))} /></Box></div></Columns>
        </Section>
      </Facts>
      <Decision heading="確かめと発行" isHeadingShown>
        <Checks items={[
          { state: value.obstacle ? 'error' : 'ok', text: '登録は今使えるか', detail: value.obstacle ? value.obstacle.message : '押した時にもう一度、原票に聞きます' },
          { state: value.hasDraft ? 'alert' : 'ok', text: '住民記録の届出', detail: value.hasDraft ? '審査中の届出があります。紙には今の記録が載ります' : '審査中のものはありません' },
        ]} />
        {issued ? <Done title={`発行しました　${issued.number}`} links={[{ label: '紙を開いて刷る', href: link(`documents/${issued.documentId}`) }, { label: '印鑑登録の記録へ', href: link(paths.person(value.head.personId)) }]}>登録証を返してください。手数料を出納帳に記しました。</Done>
          : <CommandBar command={value.feeYen === null ? '証明書を発行する' : `${yenText(value.feeYen)}を受け取り、証明書を発行する`} note="1通ずつ、別の番号で出ます。" />}
      </Decision>
    </Case>
  )
}
