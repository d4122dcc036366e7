create schema certificates;

-- What was asked for at the counter — 請求. Names of agents and third parties stand here, never in a log or a file name.
create table certificates.request (
  tenant_id integer not null,
  request_id uuid not null,
  kind text collate "C" not null,
  person_id uuid not null,
  scope text collate "C" not null check (scope in ('household', 'persons')),
  items text[] not null,
  requester_kind text collate "C" not null check (requester_kind in ('self', 'household', 'agent', 'third-party', 'official')),
  requester_name text,
  identity_check text collate "C" not null,
  purpose text,
  exemption text collate "C",
  copies smallint not null check (copies > 0),
  fee_yen bigint not null check (fee_yen >= 0),
  shown_digest text collate "C" not null,
  desk text not null,
  requested_on date not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, request_id)
);
create index request_person on certificates.request (tenant_id, person_id, recorded_at);
select platform.protect_table('certificates.request', 'append');

-- Who stands on the paper: the history of issues of a person is read here.
create table certificates.request_subject (
  tenant_id integer not null,
  subject_id uuid not null,
  request_id uuid not null,
  line_no smallint not null,
  primary key (tenant_id, subject_id, request_id)
);
create index request_subject_lines on certificates.request_subject (tenant_id, request_id, line_no);
select platform.protect_table('certificates.request_subject', 'append');

-- The issue log: each sheet has its own number — 発行記録.
create table certificates.issuance (
  tenant_id integer not null,
  issuance_id uuid not null,
  request_id uuid not null,
  kind text collate "C" not null,
  number text collate "C" not null,
  copy_no smallint not null,
  document_id uuid not null,
  pages smallint not null,
  reissue_of uuid,
  issued_on date not null,
  desk text not null,
  issued_by uuid not null,
  issued_by_name text not null,
  issued_at timestamptz not null,
  primary key (tenant_id, issuance_id)
);
create unique index issuance_number on certificates.issuance (tenant_id, number);
create unique index issuance_document on certificates.issuance (tenant_id, document_id);
create index issuance_request on certificates.issuance (tenant_id, request_id, copy_no);
create index issuance_day on certificates.issuance (tenant_id, issued_on, number);
create unique index issuance_reissue on certificates.issuance (tenant_id, reissue_of) where reissue_of is not null;
select platform.protect_table('certificates.issuance', 'append');

-- Spoiled sheets, each with its reason — 書き損じ.
create table certificates.spoiled (
  tenant_id integer not null,
  issuance_id uuid not null,
  reason text not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, issuance_id)
);
select platform.protect_table('certificates.spoiled', 'append');

-- The cash book of each desk, without gaps — 手数料の現金出納. A mistake is another row.
create table certificates.cash_entry (
  tenant_id integer not null,
  desk text collate "C" not null,
  entry_no integer not null,
  business_on date not null,
  kind text collate "C" not null check (kind in ('fee', 'correction')),
  document_kind text collate "C" not null,
  count integer not null,
  yen bigint not null,
  exemption text collate "C",
  request_id uuid not null,
  corrects_no integer,
  reason text,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, desk, entry_no),
  check ((kind = 'fee' and corrects_no is null and count >= 0 and yen >= 0) or (kind = 'correction' and corrects_no is not null and reason is not null))
);
create index cash_entry_day on certificates.cash_entry (tenant_id, business_on, desk, entry_no);
select platform.protect_table('certificates.cash_entry', 'append');

-- Closings: the rows of a desk from one number to another, counted by somebody who took none of the money — 日計.
create table certificates.day_close (
  tenant_id integer not null,
  desk text collate "C" not null,
  close_no integer not null,
  business_on date not null,
  from_no integer not null,
  through_no integer not null check (through_no >= from_no),
  count integer not null,
  yen bigint not null,
  counted_yen bigint not null,
  difference_reason text,
  closed_by uuid not null,
  closed_by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, desk, close_no),
  check (counted_yen = yen or difference_reason is not null)
);
create index day_close_day on certificates.day_close (tenant_id, business_on, desk);
select platform.protect_table('certificates.day_close', 'append');
