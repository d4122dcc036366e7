import { plainDate } from '../../../kernel/plain-date.ts'
import { yen } from '../../../kernel/yen.ts'
import { law } from '../../../kernel/citation.ts'
import type { Consequence } from '../../command/consequence.ts'
import {
  AddressField, Case, Chip, CommandBar, ConsequenceList, ConsequenceOrders, DateField, dateEcho, Decision, Done, ErrorSummary, Facts, KanaField, type Notice, Radios, Rows, Section, Select,
  SelectInput, Steps, Task, TextInput, Who,
} from '../index.ts'
import { type Story, StoryFrame } from './story.tsx'

const today = plainDate('2026-11-24')
const registerAct = law('resident-register-act', '住民基本台帳法')

const refusals: readonly Notice[] = [{ field: '/persons/1/kana', message: '「力」は漢字です。', remedy: 'カタカナの「カ」に直してください。', article: null }]
const alerts: readonly Notice[] = [{ field: '/address/room', message: 'この建物には 24室の届出があります。', remedy: '番号を聞いて入れるか、「なし」の理由を選びます。', article: null }]

const people = [['堀内　拓真', 'ホリウチ　タクマ', 'H2.3.8', '男', '世帯主'], ['堀内　彩香', 'ホリウチ　アヤ力', 'H4.10.21', '女', '妻'], ['堀内　湊斗', 'ホリウチ　ミナト', 'R1.8.3', '男', '子'], ['堀内　紬', 'ホリウチ　ツムギ', 'R6.5.20', '女', '子']] as const

function line(business: string, title: string, rest: Partial<Consequence> = {}): Consequence {
  return { code: `${business}.${title}`, business, subjectIds: ['a'], title, detail: null, article: null, effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'notice', owner: null, ...rest }
}

export const consequences: readonly Consequence[] = [
  line('国保', '4人が加入する', { subjectIds: ['a', 'b', 'c', 'd'], amount: { yen: yen(67_200), per: 'once' }, amountUnknown: '所得割', detail: '所得割は、北浜市の所得が届いてから決まります', effectiveOn: plainDate('2026-11-15'), deadline: plainDate('2026-11-30'), letter: '資格確認書 4枚' }),
  line('福祉', '児童手当の認定を請求する', { subjectIds: ['c', 'd'], amount: { yen: yen(25_000), per: 'month' }, deadline: plainDate('2026-11-30'), lostAfter: '12月に入ると、12月分 25,000円を失います' }),
  line('選挙', '定時登録で名簿に載る', { effectiveOn: plainDate('2027-03-01'), effect: 'automatic' }),
  line('課税', '令和8年度分は北浜市、次から朝凪町', { effectiveOn: plainDate('2027-01-01'), effect: 'automatic' }),
  line('住民', '転入通知を前住所地へ、附票の通知を本籍地へ送る', { article: registerAct.art('9(1)'), effect: 'automatic', letter: '通知 2通' }),
]

function FilingFields() {
  return (
    <Rows columns={2}>
      <DateField name="movedOn" label="異動日" need="required" value="R8.11.15" echo={dateEcho(plainDate('2026-11-15'), today)} />
      <DateField name="filedOn" label="届出日" need="required" value="R8.11.24" echo={{ text: 'きょう', note: '期限 11月30日(月)' }} />
      <Select name="notifier" label="届出人" need="required" value="self" choices={[{ value: 'self', label: '本人' }, { value: 'head', label: '世帯主' }]} />
      <DateField name="plannedOn" label="転出予定日" value="R8.11.14" taken="CS 10:12 着" />
      <AddressField name="address" label="新しい住所" need="required" isFull isFocused value={{ block: '汐見台三丁目', number: '12番5号', building: '汐見ハイツ' }} alerts={alerts} />
      <Radios name="household" label="世帯" isFull value="new" choices={[{ value: 'new', label: '新しい世帯を作る' }, { value: 'join', label: '今ある世帯に入る' }]} hint="同じ番地の世帯　17世帯" />
    </Rows>
  )
}

function PeopleFields() {
  const relations = ['世帯主', '妻', '夫', '子'].map((value) => ({ value, label: value }))
  return (
    <div class="scroll-x">
      <table class="people">
        <caption class="vh">転入する人</caption>
        <thead><tr><th scope="col"><span class="vh">番号</span></th><th scope="col">氏名</th><th scope="col">フリガナ</th><th scope="col">生年月日</th><th scope="col">性別</th><th scope="col">続柄</th></tr></thead>
        <tbody>{people.map(([name, kana, born, sex, relation], index) => (
          <tr>
            <td class="no">{index + 1}</td>
            <td><TextInput name={`persons.${index}.name`} label={`${index + 1} 氏名`} value={name} taken="転出証明書" isInCell /></td>
            <td><KanaField name={`persons.${index}.kana`} label={`${index + 1} フリガナ`} value={kana} taken={index === 1 ? undefined : ' '} isInCell refusals={refusals} fixes={[{ label: '「アヤカ」に直す', value: 'ホリウチ　アヤカ' }]} /></td>
            <td><TextInput name={`persons.${index}.bornOn`} label={`${index + 1} 生年月日`} value={born} taken="転出証明書" isInCell width={7} /></td>
            <td><TextInput name={`persons.${index}.sex`} label={`${index + 1} 性別`} value={sex} taken="転出証明書" isInCell width={4} /></td>
            <td><SelectInput name={`persons.${index}.relation`} label={`${index + 1} 続柄`} value={relation} choices={relations} isInCell /></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

function MovingInPage({ state }: { state: 'refused' | 'done' }) {
  return (
    <StoryFrame current="窓口" title="転入届" effort={{ task: 'story:moving-in', label: 'この届出', goalSeconds: 120 }} keys={[{ key: 'F1', does: 'ヘルプ' }, { key: 'F2', does: '検索' }, { key: 'Enter', does: '次の欄' }, { key: 'F4', does: '候補' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'F9', does: '確認票' }, { key: 'Ctrl+Enter', does: '審査へ回す' }]}>
      <Case decision="wide" form={{ action: '/stories/moving-in', act: 'register', idempotencyKey: '01980c7e-0000-7000-8000-000000000002', check: 'auto' }}>
        <Who kana="ホリウチ　タクマ" name="堀内　拓真" kind="ほか3人" again="汐音県北浜市東雲町二丁目5番10号" facts={[{ label: 'これまでの住所', value: '汐音県北浜市東雲町二丁目5番10号' }, { label: '受付番号', value: 'A047', note: '待ち 9分' }, { label: '町の記録', value: '新しい人 4人', note: '再転入・同一人の候補 なし（10:38 照合）' }]}
          lock={<><Chip>下書き　ほかの部署には見えません</Chip><br /><span class="mute">自動保存 10:42</span></>} />
        <Task title="転入届" right={<Chip kind="info" icon="card">引越しワンストップから 31項目を引き継ぎ</Chip>}><Steps current={2} steps={[{ label: '聞く', href: '#s1' }, { label: '入れる・確かめる' }, { label: '署名' }, { label: '審査' }]} /></Task>
        <Facts heading="届け出られた事実">
          {state === 'refused' ? <ErrorSummary refusals={refusals} alerts={alerts} before="審査へ回す前に" isFocused /> : null}
          <div class="sect"><FilingFields /></div>
          <Section title="転入する人" note="4人　全部の転入。点線の欄は転出証明書情報から引き継いだ値で、直すと理由を聞きます"><PeopleFields /></Section>
        </Facts>
        <Decision heading="この届出で変わること" isHeadingShown note="0.04秒で計算" right={<ConsequenceOrders />}>
          <ConsequenceList consequences={consequences} today={today} applications={new Map([[consequences[0]!.code, true], [consequences[1]!.code, false]])} sums={[{ label: '手当・助成', value: '月 25,000円' }, { label: '国保税（3月まで）', value: '67,200円＋所得割' }, { label: '期限のある手続き', value: '2件' }, { label: '署名', value: '1回' }]} />
          {state === 'done'
            ? <div class="cmdbar"><Done title="審査へ回しました　11:02　届出 0047" links={[{ label: '次の人を呼ぶ', href: '#next' }, { label: '取り下げる', href: '#back' }]}>係長 岡本が見ます。まだ町の記録は変わっていません。</Done></div>
            : <CommandBar command="署名をもらい、審査へ回す" check="auto" preview={{ label: '確認票', href: '#preview' }} note="審査は係長 岡本。審査が済むまで、町の記録は何も変わりません。" />}
        </Decision>
      </Case>
    </StoryFrame>
  )
}

export const movingInStories: readonly Story[] = [
  { name: 'moving-in', title: '転入届　直すところがある', kind: 'page', render: () => <MovingInPage state="refused" /> },
  { name: 'moving-in-done', title: '転入届　審査へ回した', kind: 'page', render: () => <MovingInPage state="done" /> },
]
