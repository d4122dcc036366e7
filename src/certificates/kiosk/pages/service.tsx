import { amountText } from '../../../kernel/text.ts'
import { Amount, Chip, Empty, Head, KeyValues, OneColumn, page, Section, Table, type ViewState } from '../../../platform/screen/index.ts'
import { kioskItems } from '../model.ts'
import { itemTitles } from '../../model.ts'
import { kioskService, type KioskService } from '../log.ts'

/** What the town offers at kiosks; each value is changed where all values of the town are — コンビニ交付の設定. */
export const kioskServicePage = page({
  name: 'certificates.kiosk-service-page', path: 'certificates/kiosk/service', query: kioskService, input: () => ({}),
  frame: () => ({ title: 'コンビニ交付の設定' }),
  view: (value, state) => <ServiceView value={value} state={state} />,
})

function ServiceView({ value, state }: { value: KioskService; state: ViewState }) {
  const { link } = state.request
  const change = (concept: string) => <a href={link(`tenancy/concept/certificates.${concept}`)}>値と変え方</a>
  return (
    <>
      <Head title="コンビニ交付の設定" note="きょう効いている値です。変えるには、案を出して別の人が決裁します" right={<a href={link('certificates/kiosk')}>コンビニ交付の一覧</a>} />
      <OneColumn>
        <Section title="出す証明と手数料" right={change('kiosk-forms')}>
          <Table caption="出す証明と手数料" isCaptionHidden rows={value.titles} empty={<Empty title="コンビニで出す証明は決まっていません。" looked="条例値「コンビニ交付で出す証明と、その手数料」が入るまで、店では何も出ません。" />} columns={[
            { key: 'title', head: '証明', isRowHead: true, cell: (row) => row.title }, { key: 'yen', head: '手数料（円）', align: 'number', isStrong: true, cell: (row) => <Amount value={row.feeYen} /> },
            { key: 'items', head: '選べる項目', isSource: true, cell: (row) => kioskItems[row.form].map((item) => itemTitles[item]).join('、') || 'なし' },
          ]} />
          <p class="sub">個人番号・住民票コード・異動の履歴は、使いみちを確かめられないため、店では載せられません。</p>
        </Section>
        <Section title="時間" right={change('kiosk-hours')}><KeyValues facts={[{ label: '受付', value: `${value.hours.from}から${value.hours.until}まで` }, { label: 'いま', value: <Chip kind={value.isServed ? 'ok' : 'plain'}>{value.isServed ? '時間内' : '時間外'}</Chip> }]} /></Section>
        <Section title="休む日" right={change('kiosk-closed-days')}><KeyValues facts={value.closedDays.map((row) => ('on' in row ? { label: 'この日', value: row.on } : { label: '毎年', value: `${dayWords(row.from)}から${dayWords(row.until)}まで` }))} /></Section>
        <Section title="年齢と待ち時間" right={change('kiosk-terms')}><KeyValues facts={[
          { label: '使える年齢', value: `${amountText(value.terms.minimumAge)}歳から` }, { label: '答えるまで', value: `${amountText(value.terms.answerSeconds)}秒。過ぎた請求には紙を作りません` },
          { label: '店へ渡す', value: `作ってから${amountText(value.terms.fetchMinutes)}分のあいだ` }, { label: '印刷の知らせ', value: `${amountText(value.terms.confirmMinutes)}分待ち、なければ書き損じ（手数料なし）` },
        ]} /></Section>
      </OneColumn>
    </>
  )
}

function dayWords(day: string): string {
  return `${Number(day.slice(0, 2))}月${Number(day.slice(3))}日`
}
