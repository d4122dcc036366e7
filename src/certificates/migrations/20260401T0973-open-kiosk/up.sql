-- A stop of everything, or of the kiosk alone — 発行の停止.
alter table certificates.stop add column scope text collate "C" not null default 'all' check (scope in ('all', 'kiosk'));

-- A kiosk is the third way a paper reaches whoever asked — 受け取り方.
alter table certificates.request drop constraint request_delivery_check;
alter table certificates.request add constraint request_delivery_check check (delivery in ('counter', 'mail', 'kiosk'));

-- Cards whose certificate of the user may be shown at a kiosk; the serial stands here as a keyed digest only — 利用登録したカード.
create table certificates.kiosk_card (
  tenant_id integer not null,
  card_id uuid not null,
  card_index bytea not null,
  person_id uuid not null,
  valid_until date not null,
  entered_at timestamptz not null,
  entered_by uuid not null,
  entered_by_name text not null,
  primary key (tenant_id, card_id)
);
create unique index kiosk_card_index on certificates.kiosk_card (tenant_id, card_index);
create index kiosk_card_person on certificates.kiosk_card (tenant_id, person_id, entered_at);
select platform.protect_table('certificates.kiosk_card', 'append');

-- What became of a card: the last row says how it stands.
create table certificates.kiosk_card_change (
  tenant_id integer not null,
  card_id uuid not null,
  change_no integer not null,
  state text collate "C" not null check (state in ('usable', 'stopped')),
  reason text not null,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, card_id, change_no)
);
select platform.protect_table('certificates.kiosk_card_change', 'append');

-- Every request of the centre with its one outcome — コンビニ交付の請求. `outcome` is what the kiosk was told, `cause` what stood behind it.
create table certificates.kiosk_request (
  tenant_id integer not null,
  kiosk_request_id uuid not null,
  content_digest text collate "C" not null,
  card_id uuid,
  person_id uuid,
  form text collate "C" not null,
  scope text collate "C" not null,
  items text[] not null,
  copies smallint not null check (copies > 0),
  kiosk text collate "C" not null,
  store text not null,
  asked_at timestamptz not null,
  received_on date not null,
  received_at timestamptz not null,
  outcome text collate "C" not null,
  cause text collate "C",
  fee_yen bigint not null check (fee_yen >= 0),
  primary key (tenant_id, kiosk_request_id)
);
create index kiosk_request_day on certificates.kiosk_request (tenant_id, received_on, received_at, kiosk_request_id);
select platform.protect_table('certificates.kiosk_request', 'append');

-- The sheets of an accepted request, each with its number and document — コンビニ交付の紙.
create table certificates.kiosk_sheet (
  tenant_id integer not null,
  kiosk_request_id uuid not null,
  line_no smallint not null,
  issuance_id uuid,
  number text collate "C" not null,
  document_id uuid not null,
  page_digest text collate "C" not null,
  pages smallint not null,
  issued_at timestamptz not null,
  primary key (tenant_id, kiosk_request_id, line_no)
);
create unique index kiosk_sheet_number on certificates.kiosk_sheet (tenant_id, number);
select platform.protect_table('certificates.kiosk_sheet', 'append');

-- Sheets of which nothing was heard yet; a row goes when its sheet ends.
create table certificates.kiosk_waiting (
  tenant_id integer not null,
  kiosk_request_id uuid not null,
  line_no smallint not null,
  issued_at timestamptz not null,
  primary key (tenant_id, kiosk_request_id, line_no)
);
create index kiosk_waiting_issued on certificates.kiosk_waiting (tenant_id, issued_at);
select platform.protect_table('certificates.kiosk_waiting', 'work');

-- How a sheet ended, once: printed and paid for, or spoiled without a fee — 印刷の結果.
create table certificates.kiosk_sheet_end (
  tenant_id integer not null,
  kiosk_request_id uuid not null,
  line_no smallint not null,
  state text collate "C" not null check (state in ('printed', 'not-printed', 'cancelled', 'timed-out')),
  ended_on date not null,
  ended_at timestamptz not null,
  primary key (tenant_id, kiosk_request_id, line_no)
);
create index kiosk_sheet_end_day on certificates.kiosk_sheet_end (tenant_id, ended_on, state);
select platform.protect_table('certificates.kiosk_sheet_end', 'append');

-- A request that was given up before it came, or before its paper was printed — 取りやめ.
create table certificates.kiosk_cancellation (
  tenant_id integer not null,
  kiosk_request_id uuid not null,
  reason text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, kiosk_request_id)
);
select platform.protect_table('certificates.kiosk_cancellation', 'append');

-- Reports that did not fit what was issued — 合わない知らせ.
create table certificates.kiosk_report (
  tenant_id integer not null,
  report_id uuid not null,
  kiosk_request_id uuid not null,
  number text collate "C",
  fault text collate "C" not null,
  recorded_on date not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, report_id)
);
create index kiosk_report_request on certificates.kiosk_report (tenant_id, kiosk_request_id, recorded_at);
select platform.protect_table('certificates.kiosk_report', 'append');

-- The centre's file of a month beside our own rows — 月の精算.
create table certificates.kiosk_settlement (
  tenant_id integer not null,
  settlement_id uuid not null,
  month date not null check (extract(day from month) = 1),
  run_no integer not null,
  file_digest text collate "C" not null,
  file_count integer not null,
  file_yen bigint not null,
  own_count integer not null,
  own_yen bigint not null,
  loaded_at timestamptz not null,
  loaded_by uuid not null,
  loaded_by_name text not null,
  primary key (tenant_id, settlement_id)
);
create unique index kiosk_settlement_month on certificates.kiosk_settlement (tenant_id, month, run_no);
select platform.protect_table('certificates.kiosk_settlement', 'append');

create table certificates.kiosk_difference (
  tenant_id integer not null,
  settlement_id uuid not null,
  line_no integer not null,
  kind text collate "C" not null,
  number text collate "C" not null,
  kiosk_request_id uuid,
  own_yen bigint,
  file_yen bigint,
  file_line integer,
  primary key (tenant_id, settlement_id, line_no)
);
select platform.protect_table('certificates.kiosk_difference', 'append');

-- What was found about a difference — 差の始末.
create table certificates.kiosk_difference_end (
  tenant_id integer not null,
  settlement_id uuid not null,
  line_no integer not null,
  finding text not null,
  ended_at timestamptz not null,
  ended_by uuid not null,
  ended_by_name text not null,
  primary key (tenant_id, settlement_id, line_no)
);
select platform.protect_table('certificates.kiosk_difference_end', 'append');
