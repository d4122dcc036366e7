-- Who asked to be told when somebody else gets a copy of the own record — 本人通知の登録.
create table certificates.disclosure_registration (
  tenant_id integer not null,
  registration_id uuid not null,
  person_id uuid not null,
  identity_check text collate "C" not null,
  -- Last day of the registration; null until it is given up.
  ends_on date,
  registered_on date not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, registration_id)
);
create index disclosure_registration_person on certificates.disclosure_registration (tenant_id, person_id, recorded_at);
select platform.protect_table('certificates.disclosure_registration', 'append');

-- Registrations that were given up before their day.
create table certificates.disclosure_end (
  tenant_id integer not null,
  registration_id uuid not null,
  reason text not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, registration_id)
);
select platform.protect_table('certificates.disclosure_end', 'append');

-- Letters to those who are registered, one for a request — 本人通知書.
create table certificates.disclosure_notice (
  tenant_id integer not null,
  notice_id uuid not null,
  number text collate "C" not null,
  person_id uuid not null,
  request_id uuid not null,
  handing text collate "C" not null check (handing in ('mail', 'hand')),
  document_id uuid not null,
  issued_on date not null,
  issued_by uuid not null,
  issued_by_name text not null,
  issued_at timestamptz not null,
  primary key (tenant_id, notice_id)
);
create unique index disclosure_notice_request on certificates.disclosure_notice (tenant_id, person_id, request_id);
create unique index disclosure_notice_number on certificates.disclosure_notice (tenant_id, number);
select platform.protect_table('certificates.disclosure_notice', 'append');
