-- Letters of the register as issued — 通知書の発行記録.
create table resident.notice (
  tenant_id integer not null,
  notice_id uuid not null,
  kind text collate "C" not null,
  number text collate "C" not null,
  person_id uuid not null,
  filing_id uuid,
  handing text collate "C" not null check (handing in ('mail', 'hand')),
  document_id uuid not null,
  issued_on date not null,
  issued_at timestamptz not null,
  issued_by uuid not null,
  issued_by_name text not null,
  primary key (tenant_id, notice_id)
);
create unique index notice_number on resident.notice (tenant_id, number);
create index notice_person on resident.notice (tenant_id, person_id, issued_at);
select platform.protect_table('resident.notice', 'append');
