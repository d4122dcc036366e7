import { describe, expect, test } from 'vitest'
import { law } from '../../kernel/citation.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { defineLines, Worksheet } from '../../kernel/worksheet.ts'
import { yen } from '../../kernel/yen.ts'
import {
  Amount, ApprovalBox, Case, Checks, CommandBar, ConsequenceList, DateField, dateEcho, DaysLeft, Difference, DifferenceTable, ErrorSummary, fieldId, Frame, HitIn, Masked, PersonChip, pointerOf, renderPage,
  renderPart, Select, Table, TextField, WorksheetTable, worksheetRows, durationText,
} from './index.ts'
import { consequences } from './stories/moving-in.tsx'

const today = plainDate('2026-11-24')
const notice = (field: string | null) => ({ field, message: '日付が読めません。', remedy: '入れ直してください。', article: null })

/** Words of a part without its marks. */
function wordsOf(part: Parameters<typeof renderPart>[0]): string {
  return renderPart(part).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim()
}

describe('a field and its refusals', () => {
  test.each([['persons.0.kana', '/persons/0/kana', 'f-persons-0-kana'], ['persons[0].kana', '/persons/0/kana', 'f-persons-0-kana'], ['movedOn', '/movedOn', 'f-movedOn']])('the form name %s stands for the pointer %s', (name, pointer, id) => {
    expect(pointerOf(name)).toBe(pointer)
    expect(fieldId(pointerOf(name))).toBe(id)
  })

  test('a field draws its own refusals and no other, and is tied to them for people who hear the page', () => {
    const html = renderPart(<DateField name="movedOn" label="異動日" value="R8.2.30" refusals={[notice('/movedOn'), notice('/filedOn')]} />)
    expect(html.match(/日付が読めません/g)).toHaveLength(1)
    expect(html).toContain('aria-invalid="true" aria-describedby="f-movedOn-e"')
    expect(html).toContain('id="f-movedOn-e"')
  })

  test('a field without refusal says nothing of one', () => {
    expect(renderPart(<TextField name="memo" label="メモ" refusals={[notice('/movedOn')]} />)).not.toContain('aria-')
  })

  test('what was typed is written as text, never as marks', () => {
    expect(renderPart(<TextField name="memo" label="メモ" value={'"><script>'} />)).toContain('value="&quot;&gt;&lt;script&gt;"')
  })

  test('the choice that was made is the one that is set', () => {
    expect(renderPart(<Select name="by" label="届出人" value="b" choices={[{ value: 'a', label: '本人' }, { value: 'b', label: '世帯主' }]} />)).toMatch(/value="b" selected=""/)
  })

  test('the summary counts refusals and alerts apart and links each to its field', () => {
    const html = renderPart(<ErrorSummary refusals={[notice('/persons/1/kana'), notice(null)]} alerts={[notice('/address/room')]} before="審査へ回す前に" />)
    expect(html).toContain('審査へ回す前に、直すところが 2つ、確かめるところが 1つあります')
    expect(html).toContain('href="#f-persons-1-kana"')
    expect(html).toContain('href="#f-address-room"')
    expect(html.match(/<a href=/g)).toHaveLength(2)
  })

  test('without refusals there is no summary', () => {
    expect(renderPart(<ErrorSummary refusals={[]} />)).toBe('')
  })
})

describe('amounts and dates', () => {
  test('unknown is a dash, nothing is a zero, less has a triangle and more a plus', () => {
    expect(wordsOf(<Amount value={null} />)).toBe('―')
    expect(wordsOf(<Amount value={0} />)).toBe('0')
    expect(wordsOf(<Amount value={-8400} />)).toBe('△8,400')
    expect(wordsOf(<Difference value={13_000} />)).toBe('＋13,000')
    expect(wordsOf(<Difference value={-450_000} unit="円" />)).toBe('△450,000円')
  })

  test('a date field prints back the weekday and the distance, and the era of another year', () => {
    expect(dateEcho(plainDate('2026-11-15'), today)).toEqual({ text: '11月15日(日)', note: '9日前' })
    expect(dateEcho(plainDate('2025-04-01'), today, '期限 4月15日(火)').text).toBe('令和7年4月1日(火)')
    expect(dateEcho(plainDate('2026-04-01')).text).toBe('令和8年4月1日(水)')
  })

  test('days left are said in words: past, today, soon, later', () => {
    expect([-216, 0, 6, 7].map((days) => wordsOf(<DaysLeft days={days} />))).toEqual(['期限切れ 216日', 'きょう', 'あと6日', 'あと7日'])
    expect(renderPart(<DaysLeft days={7} />)).not.toContain('days s')
  })

  test('effort is said in minutes and seconds', () => {
    expect([59, 60, 125].map(durationText)).toEqual(['59秒', '1分', '2分05秒'])
  })
})

describe('tables', () => {
  test('totals stand under their own columns', () => {
    const html = renderPart(
      <Table caption="未納" rows={[{ name: '固定資産税', due: 62_000, paid: 0 }]} totals={[{ kind: 'total', label: '合計', cells: { paid: '7,200', due: '62,000' } }]}
        columns={[{ key: 'name', head: '税目', isRowHead: true, cell: (row) => row.name }, { key: 'due', head: '未納', align: 'number', cell: (row) => <Amount value={row.due} /> }, { key: 'paid', head: '充てる', align: 'number', cell: (row) => <Amount value={row.paid} /> }]} />,
    )
    expect(html).toContain('<tr class="total"><th scope="row">合計</th><td class="num">62,000</td><td class="num">7,200</td></tr>')
    expect(html).toContain('<caption>未納</caption>')
  })

  test('a sorted column says so, and sorting is a link', () => {
    const html = renderPart(<Table caption="人" rows={['a']} columns={[{ key: 'n', head: '氏名', sort: { href: '?sort=name', direction: 'descending' }, cell: (row) => row }]} />)
    expect(html).toContain('aria-sort="descending"><a href="?sort=name">氏名</a>')
  })

  test('a worksheet shows every line with its words, the changed ones marked, and counts the difference', () => {
    const act = law('screen-test-act', '地方税法')
    const lines = defineLines({
      base: { code: 1, label: '課税標準額', group: '税額', article: act.art('20-4-2(1)'), unit: 'yen' },
      levy: { code: 2, label: '所得割', group: '税額', article: act.art('314-3'), unit: 'yen', isTotal: true },
    })
    const sheet = new Worksheet(lines, 'explain')
    sheet.line('base', yen(1_984_000), null, () => ({ calculation: '千円未満切捨て', source: '給報', doubt: 'LD-003' }))
    sheet.line('levy', yen(119_000))
    const rows = worksheetRows(lines, sheet.written(), { before: { base: yen(1_944_000), levy: yen(119_000) } })
    const html = renderPart(<WorksheetTable caption="計算" rows={rows} heads={['当初', '更正後']} />)
    expect(html).toContain('<tr class="chg"><th scope="rowgroup" rowspan="2" class="g">税額</th>')
    expect(html).toContain('<tr class="total">')
    expect(wordsOf(<WorksheetTable caption="計算" rows={rows} heads={['当初', '更正後']} />)).toContain('課税標準額 千円未満切捨て 地方税法20条の4の2① 給報 疑義 LD-003 1,944,000 1,984,000 ＋40,000')
  })

  test('a difference names what was not there and what goes away', () => {
    const words = wordsOf(<DifferenceTable caption="違い" changed={[{ item: '方書', now: null, after: '汐見ハイツ' }, { item: '通称', now: '森', after: '' }]} />)
    expect(words).toContain('方書 （なし） 汐見ハイツ')
    expect(words).toContain('通称 森 （なくなる）')
  })
})

describe('the consequences of a filing', () => {
  const orderOfBusinesses = (order: 'business' | 'date' | 'person') => [...renderPart(<ConsequenceList consequences={consequences} order={order} today={today} names={new Map([['a', '拓真'], ['b', '彩香'], ['c', '湊斗'], ['d', '紬']])} />).matchAll(/<th scope="row(?:group)?"[^>]*>([^<]+)</g)].map((match) => match[1])

  test('stand by business as given, by date with the undated last, and under each person', () => {
    expect(orderOfBusinesses('business')).toEqual(['国保', '福祉', '選挙', '課税', '住民'])
    expect(orderOfBusinesses('date')).toEqual(['国保', '福祉', '課税', '選挙', '住民'])
    expect(orderOfBusinesses('person')).toEqual(['拓真', '国保', '選挙', '課税', '住民', '彩香', '国保', '湊斗', '国保', '福祉', '紬', '国保', '福祉'])
  })

  test('an amount that is not known yet stays in words beside what is known', () => {
    expect(wordsOf(<ConsequenceList consequences={consequences.slice(0, 1)} today={today} />)).toContain('67,200円＋所得割')
  })

  test('a person who is withheld is not named', () => {
    expect(wordsOf(<ConsequenceList consequences={consequences} order="person" today={today} />)).toContain('（名前は表示しません）')
  })

  test('only what the resident may apply for has a tick', () => {
    const html = renderPart(<ConsequenceList consequences={consequences} today={today} applications={new Map([[consequences[1]!.code, false]])} />)
    expect(html.match(/type="checkbox"/g)).toHaveLength(1)
    expect(html).not.toContain('checked')
  })
})

describe('people and approval', () => {
  test('a protected person has no address and no relation on a chip', () => {
    expect(wordsOf(<PersonChip name="佐久間　絢子" note="妻　汐見台二丁目" state="protected" />)).toBe('佐久間 絢子 住所は表示しません 支援措置')
    expect(wordsOf(<Masked />)).toBe('表示しません')
  })

  test('the box says who has stamped, who is next and whether that is me', () => {
    expect(wordsOf(<ApprovalBox steps={[{ role: '起案', name: '三浦', at: '10:44', state: 'done' }, { role: '審査', name: '岡本', state: 'now' }, { role: '決裁', name: '宮地', state: 'later' }]} />)).toBe('起案 三浦 10:44 （済み） 審査 岡本（待ち） 決裁 宮地')
    expect(wordsOf(<ApprovalBox steps={[{ role: '決裁', name: '宮地', state: 'now', isMe: true }]} />)).toContain('宮地（あなた）')
  })

  test('a check says in words what its sign means', () => {
    expect(wordsOf(<Checks items={[{ state: 'error', text: 'はみ出し 3件' }]} />)).toBe('止まる： はみ出し 3件')
  })

  test('the matched part of a name is marked, and nothing where nothing matches', () => {
    expect(renderPart(<HitIn text="サクマ　ケンイチ" part="ケン" />)).toBe('サクマ　<mark>ケン</mark>イチ')
    expect(renderPart(<HitIn text="サクマ" part="" />)).toBe('サクマ')
  })
})

describe('the page', () => {
  const frame = (environment: 'production' | 'practice') => renderPage(<Frame town={{ code: '993018', name: '朝凪町', environment }} rail={[]} me={null} keys={[]} title="転入届" />)

  test('a practice town says so in words, a production town does not', () => {
    expect(frame('practice')).toContain('何をしても本番には届きません')
    expect(frame('production')).not.toContain('研修')
    expect(frame('production')).toContain('<title>転入届 - 朝凪町 - Yakuba</title>')
  })

  test('the form carries act, key and version; the first button of a checked form is the dry run', () => {
    const html = renderPart(<Case form={{ action: '/993018/x', act: 'register', idempotencyKey: 'k1', expectedVersion: 3, previewId: 'p1', check: 'auto' }}><CommandBar command="審査へ回す" check="auto" /></Case>)
    for (const [name, value] of [['_act', 'register'], ['_key', 'k1'], ['expectedVersion', '3'], ['_preview', 'p1']]) expect(html).toContain(`name="${name}" value="${value}"`)
    expect(/<button[^>]*>/.exec(html)?.[0]).toContain('name="_dry"')
    expect(html).toContain('hx-post="/993018/x"')
  })

  test('a form that is not checked has nothing for the script to send', () => {
    expect(renderPart(<Case form={{ action: '/993018/x', act: 'register', idempotencyKey: 'k1' }} />)).not.toContain('hx-')
  })
})
