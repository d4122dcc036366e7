-- A request at our counter for a copy that another town keeps, with what its home town answered — 広域交付の請求. Who asked is sealed; the answer is taken out when its day is over.
create table certificates.inter_municipal_request (
  tenant_id integer not null,
  request_id uuid not null,
  home_code text collate "C" not null,
  sealed bytea not null,
  scope text collate "C" not null check (scope in ('household', 'self', 'persons')),
  items text[] not null,
  identity_check text collate "C" not null,
  exemption text collate "C",
  copies smallint not null check (copies > 0),
  desk text not null,
  requested_on date not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  delivered_at timestamptz,
  delivery text collate "C" check (delivery in ('delivered', 'unknown-town')),
  answered_at timestamptz,
  outcome text collate "C" check (outcome in ('answered', 'not-found', 'member-not-found', 'number-not-recorded', 'at-home-town')),
  sealed_answer bytea,
  primary key (tenant_id, request_id)
);
create index inter_municipal_request_waiting on certificates.inter_municipal_request (tenant_id, recorded_at, request_id) where delivered_at is null;
create index inter_municipal_request_day on certificates.inter_municipal_request (tenant_id, requested_on, recorded_at);
create index inter_municipal_request_kept on certificates.inter_municipal_request (tenant_id, requested_on) where sealed_answer is not null;
select platform.protect_table('certificates.inter_municipal_request', 'history');

-- What this town, as the home town, told another — 住所地市町村の通知. The content is taken out as soon as it is delivered; whose record it was stays.
create table certificates.inter_municipal_answer (
  tenant_id integer not null,
  request_id uuid not null,
  asked_by text collate "C" not null,
  outcome text collate "C" not null check (outcome in ('answered', 'not-found', 'member-not-found', 'number-not-recorded', 'at-home-town')),
  -- The code of what stood behind it, for officers.
  cause text collate "C",
  person_id uuid,
  subject_ids uuid[] not null,
  sealed bytea,
  answered_on date not null,
  recorded_at timestamptz not null,
  delivered_at timestamptz,
  delivery text collate "C" check (delivery in ('delivered', 'unknown-town')),
  primary key (tenant_id, request_id)
);
create index inter_municipal_answer_waiting on certificates.inter_municipal_answer (tenant_id, recorded_at, request_id) where delivered_at is null;
create index inter_municipal_answer_day on certificates.inter_municipal_answer (tenant_id, answered_on, recorded_at);
create index inter_municipal_answer_kept on certificates.inter_municipal_answer (tenant_id, answered_on) where sealed is not null;
select platform.protect_table('certificates.inter_municipal_answer', 'history');

-- Sheets made from an answer, each with its own number; a spoiled one stands in `certificates.spoiled`.
create table certificates.inter_municipal_issuance (
  tenant_id integer not null,
  issuance_id uuid not null,
  request_id uuid not null,
  number text collate "C" not null,
  document_id uuid not null,
  pages smallint not null,
  issued_on date not null,
  desk text not null,
  issued_by uuid not null,
  issued_by_name text not null,
  issued_at timestamptz not null,
  primary key (tenant_id, issuance_id)
);
create unique index inter_municipal_issuance_number on certificates.inter_municipal_issuance (tenant_id, number);
create index inter_municipal_issuance_request on certificates.inter_municipal_issuance (tenant_id, request_id, issued_at);
select platform.protect_table('certificates.inter_municipal_issuance', 'append');
