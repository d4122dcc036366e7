import {
  ApprovalBox, BarChart, BatchProgress, Case, Checks, Chip, Columns, CommandBar, DecidedAmount, Decision, DoubtBox, Facts, KeyValues, LinkButton, Message, PrintPreview, Radios, Checkboxes, Rows, Section,
  Steps, Table, Tabs, Task, TextField, TypedTotal, Who, WorksheetTable, type WorksheetRow, Amount, Difference,
} from '../index.ts'
import { type Story, StoryFrame } from './story.tsx'

const who = [{ label: '生年月日・性別', value: '昭和52年8月3日', note: '49歳　男' }, { label: '1月1日の住所', value: '汐見台二丁目4番7号' }, { label: '徴収の方法', value: '給与から', note: '株式会社うしお運輸' }, { label: '宛名番号', value: '1042181' }]

type RowWords = readonly [group: string, label: string, calculation: string, article: string, source: string]

function row([group, label, calculation, article, source]: RowWords, [before, amount]: readonly [number, number], rest: Partial<WorksheetRow> = {}): WorksheetRow {
  return { key: label, group, label, calculation, article, source, before, amount, ...rest }
}

const worksheet: readonly WorksheetRow[] = [
  row(['所得', '給与の収入', '', '法313条2項', '給報 うしお運輸　令8.1.28'], [5_640_000, 5_640_000]),
  row(['所得', '給与所得', '5,640,000×80％−440,000', '所税法28条・別表5', '4,000円きざみの表'], [4_072_000, 4_072_000]),
  row(['控除', '社会保険料', '支払った全額', '314条の2①三', '同上'], [846_000, 846_000]),
  row(['控除', '扶養（19〜22歳）', '所得 1,000,000 ＞ 580,000', '314条の2①十一', '給報 陽翔　令8.10.2'], [450_000, 0]),
  row(['控除', '特定親族特別', '所得 95万円超100万円以下', '314条の2①', '同上'], [0, 410_000]),
  row(['控除', '控除の合計', '3〜5の計', '', ''], [1_296_000, 1_256_000], { kind: 'sum' }),
  row(['税額', '所得割　町', '課税標準額×6％', '314条の3', ''], [166_560, 168_960]),
  row(['税額', '調整控除　町', '差 280,000→100,000×3％', '314条の6', ''], [-8_400, -3_000], { doubt: 'LD-003' }),
  row(['税額', '年税額', '7＋8　百円未満切捨て', '20条の4の2③', ''], [158_100, 165_900], { kind: 'total' }),
]

function WorksheetPage() {
  return (
    <StoryFrame current="課税" title="個人住民税の計算" effort={{ words: <>計算の版　<b>law 2026.10.1／code 2026.11.3</b></> }}>
      <Case decision="narrow" form={{ action: '/stories/worksheet', act: 'submit', idempotencyKey: '01980c7e-0000-7000-8000-000000000003' }}>
        <Who kana="サクマ　ケンイチ" name="佐久間　健一" facts={who} again="昭和52年8月3日" warnings={<><Chip kind="info">住民</Chip><Chip>未納なし</Chip><Chip kind="alert">更正 第1回　起案中</Chip></>} />
        <Task title="令和8年度　個人住民税" right={<LinkButton href="#say" size="small">町民向けの説明</LinkButton>}><Tabs label="計算の見方" tabs={[{ label: 'なぜこの額か', href: '#1', isCurrent: true }, { label: '期割と徴収', href: '#2' }, { label: '決定の履歴', href: '#3', count: 1 }]} /></Task>
        <Facts heading="計算の一行一行">
          <WorksheetTable caption="令和8年度 個人住民税の計算" rows={worksheet} heads={['当初', '更正後']} />
          <p class="sub">黄色は変わった行。条番号だけのものは地方税法、「給報」は給与支払報告書。</p>
        </Facts>
        <Decision heading="更正 第1回" isHeadingShown note="起案 11月24日　西野 恵">
          <DecidedAmount beforeLabel="当初の年税額" before={158_100} afterLabel="更正後" after={165_900} />
          <p class="say">お子さんの給与が年165万円で、扶養の限度をこえていました。扶養控除が特定親族特別控除に替わり、年7,800円増えます。</p>
          <div class="sect"><DoubtBox number="LD-003" title="調整控除の差の数え方"><p>特定親族特別控除を差に数えるか、条文だけでは決まりません。町の読みは <b>0円</b>。18万円なら年税額は <b>160,500円</b>。<a href="#doubt-more">経緯</a></p></DoubtBox></div>
          <CommandBar command="決裁へ回す" preview={{ label: '通知の見本', href: '#preview' }}><ApprovalBox steps={[{ role: '起案', name: '西野', at: '11.24', state: 'done' }, { role: '審査　係長', name: '森本', state: 'now' }, { role: '決裁　課長', name: '大畑', state: 'later' }]} /></CommandBar>
        </Decision>
      </Case>
    </StoryFrame>
  )
}

const classes = [['所得割あり', 8_912, 38, 1_068_214_300, 18_334_200], ['均等割だけ', 1_146, -57, 5_730_000, -285_000], ['非課税', 4_803, 62, 0, 0], ['保留', 31, 31, null, null]] as const
const spread = [['△10万超', 61], ['△3〜10万', 402], ['△1〜3万', 873], ['△1万まで', 1_648], ['変わらず', 512, 'low'], ['＋1万まで', 3_391], ['＋1〜3万', 1_566], ['＋3〜10万', 547], ['＋10万超', 214, 'alert']] as const

function ClassTable() {
  return (
    <Table caption="結果を去年とくらべる" density="tight" rows={classes}
      columns={[{ key: 'class', head: '区分', isRowHead: true, cell: (line) => line[0] }, { key: 'people', head: '人', align: 'number', cell: (line) => <Amount value={line[1]} /> }, { key: 'more', head: '去年との差', align: 'number', cell: (line) => <Difference value={line[2]} tone="plain" /> }, { key: 'yen', head: '税額（円）', align: 'number', cell: (line) => <Amount value={line[3]} /> }, { key: 'yenMore', head: '去年との差', align: 'number', cell: (line) => <Difference value={line[4]} tone="plain" /> }]}
      totals={[{ kind: 'total', label: '計', cells: { people: '14,892', more: '＋74', yen: '1,073,944,300', yenMore: '＋18,049,200' } }]} />
  )
}

function BatchPage() {
  return (
    <StoryFrame current="一括" title="一括処理の承認">
      <Case decision="narrow" form={{ action: '/stories/batch', act: 'approve', idempotencyKey: '01980c7e-0000-7000-8000-000000000004' }}>
        <Who subject="thing" kana="一括処理 R9-0003" name="令和9年度 個人住民税 当初課税" again="令和9年1月1日" facts={[{ label: '賦課期日', value: '令和9年1月1日' }, { label: '記録の締切', value: '5月17日 17:15' }, { label: '対象', value: '15,204人' }, { label: '法令の版', value: '2027.4.1' }, { label: '開いた人', value: '西野 恵' }]} lock={<Chip kind="alert" icon="clock">通知の発送まで 13日</Chip>} />
        <Task title="確かめて承認する" right={<LinkButton href="#compare" size="small">前回の計算とくらべる</LinkButton>}><Steps current={4} steps={['開く', '計算', '確かめる', '承認', '収納へ載せる', '印刷'].map((label) => ({ label }))} /></Task>
        <Facts heading="計算の結果">
          <BatchProgress summary="31／31頁　1頁 500人　6分12秒" note="17頁で停電のため止まり、同じ頁から再開（二重計上 0件）" pages={Array.from({ length: 31 }, (_, index) => ({ number: index + 1, state: index === 16 ? 'redone' as const : 'done' as const }))} />
          <Columns shape="wide-first"><div><ClassTable /></div><div><Checks items={[{ state: 'ok', text: '給与支払報告書　予告と読込が合う', right: '11,382' }, { state: 'ok', text: '公的年金等　予告と読込が合う', right: '5,216' }]} /></div></Columns>
          <Section title="1人あたりの変わり方" level={3} note="去年も課税した 9,214人。橙は「外れた値」で全員を確かめた"><BarChart title="1人あたりの変わり方" unit="人" bars={spread.map(([label, value, tone]) => ({ label, value, tone }))} /></Section>
        </Facts>
        <Decision heading="承認の前に" isHeadingShown>
          <Checks items={[{ state: 'ok', text: '別の計算器で全員を計算し直した', right: <b>違い 0人</b> }, { state: 'ok', text: '通知の見本を全員分描いた', detail: 'はみ出し 0　出せない字 0', right: <b>10,058枚</b> }, { state: 'alert', text: '口座の変更が締切後に 4件', right: <a href="#late">見る</a> }]} />
          <CommandBar command="承認する" preview={{ label: '集計表', href: '#sheet' }} note="承認すると、収納へ 10,058人分を1度で載せます。そのあとの直しは、1人ずつの更正になります。">
            <ApprovalBox steps={[{ role: '計算した人', name: '西野', at: '13:20', state: 'done' }, { role: '確かめた人', name: '森本', at: '13:58', state: 'done' }, { role: '承認する人', name: '大畑', state: 'now', isMe: true }]} />
            <TypedTotal name="typedTotal" label="紙の集計表から、年税額の計を打ってください" instruction="F9 で刷った紙を見て打ちます。合うまで、承認する人の画面に合計は出ません。" value="1,073,944,300" agrees />
          </CommandBar>
        </Decision>
      </Case>
    </StoryFrame>
  )
}

const kinds = [['juminhyo', '住民票の写し'], ['items', '住民票記載事項証明'], ['removed', '除票の写し'], ['seal', '印鑑登録証明書'], ['income', '所得・課税証明書'], ['paid', '納税証明書']] as const

function CertificatePage() {
  return (
    <StoryFrame current="証明" title="証明を出す" effort={{ task: 'story:certificate', label: '人が決まってから', goalKeys: 12, goalSeconds: 25 }}>
      <Case decision="paper" form={{ action: '/stories/certificate', act: 'issue', idempotencyKey: '01980c7e-0000-7000-8000-000000000005' }}>
        <Who kana="サクマ　ケンイチ" name="佐久間　健一" facts={who.slice(0, 2)} again="昭和52年8月3日" warnings={<><Chip kind="info">住民</Chip><Chip kind="ok">発行を止める理由はありません（10:42 に照会）</Chip></>} />
        <Task title="証明を出す"><Steps current={2} steps={[{ label: '人' }, { label: '内容と確認' }, { label: '手数料と発行' }]} /></Task>
        <Facts heading="請求の内容">
          <h3>何を</h3>
          <Radios name="kind" label="何を" shape="list" value="juminhyo" choices={kinds.map(([value, label]) => ({ value, label, note: '300円' }))} />
          <div class="sect"><Rows>
            <Radios name="range" label="範囲" value="all" choices={[{ value: 'all', label: '世帯全員（4人）' }, { value: 'some', label: '一部の人' }]} />
            <Checkboxes name="items" label="載せる項目" values={['relation']} choices={[{ value: 'relation', label: '世帯主・続柄' }, { value: 'domicile', label: '本籍・筆頭者' }, { value: 'number', label: '個人番号' }]} hint="何も言われなければ載せません。" />
            <TextField name="copies" label="通数" value="1" width={4} isNumber unit="通" isFocused />
          </Rows></div>
          <div class="sect"><Message kind="info" title="提出先が要らない項目まで求めることがあります">扶養の手続きでは、個人番号入りの住民票は要りません。</Message></div>
        </Facts>
        <Decision heading="見本と発行">
          <PrintPreview label="発行する紙の見本。世帯全員の住民票の写し。4人。続柄を記載。本籍、個人番号は省略。" pdf="#pdf" binding={{ request: '0047-18', persons: '4人　a91c', page: '3f70 d2e8', agrees: true }}
            checks={[{ state: 'ok', text: '支援措置・抑止なし' }, { state: 'ok', text: '審査待ちの下書きなし' }, { state: 'ok', text: '請求者と範囲が合う' }, { state: 'ok', text: '出せない字がない' }]}
            settings={<KeyValues facts={[{ label: '手数料', value: <b>300円</b> }, { label: '支払い', value: '現金' }, { label: '刷る所', value: '2番窓口　下段' }]} />}>
            <h3>住民票</h3>
            <table><tbody><tr><th>住所</th><td>汐音県朝凪町汐見台二丁目4番7号</td></tr><tr><th>世帯主</th><td>佐久間　健一</td></tr></tbody></table>
            <p>この写しは、世帯全員の住民票の原本と相違ないことを証明する。</p>
          </PrintPreview>
          <CommandBar command="300円を受け取り、1通を発行する" preview={{ label: '大きく見る', href: '#large' }} />
        </Decision>
      </Case>
    </StoryFrame>
  )
}

export const decisionStories: readonly Story[] = [
  { name: 'worksheet', title: '計算書', kind: 'page', render: () => <WorksheetPage /> },
  { name: 'batch', title: '一括処理の承認', kind: 'page', render: () => <BatchPage /> },
  { name: 'certificate', title: '証明を出す', kind: 'page', render: () => <CertificatePage /> },
]
