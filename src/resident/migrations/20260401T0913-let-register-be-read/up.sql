-- A request of a public body, or of somebody with a purpose that the Act names, to read a part of the register — 閲覧の請求・申出.
create table resident.reading (
  tenant_id integer not null,
  reading_id uuid not null,
  number text collate "C" not null,
  basis text collate "C" not null,
  received_on date not null,
  -- What was made clear: applicant, readers, purpose, custody, results.
  body jsonb not null,
  -- Which residents: districts, ages, sex.
  condition jsonb not null,
  return_by date not null,
  filed_by uuid not null,
  filed_by_name text not null,
  filed_at timestamptz not null,
  primary key (tenant_id, reading_id)
);
create unique index reading_number on resident.reading (tenant_id, number);
select platform.protect_table('resident.reading', 'append');

-- What became of it: reviewed, copied, returned.
create table resident.reading_step (
  tenant_id integer not null,
  reading_id uuid not null,
  step_no smallint not null,
  state text collate "C" not null check (state in ('filed', 'approved', 'refused', 'withdrawn', 'copied', 'returned')),
  reason text,
  happened_on date not null,
  by_id uuid not null,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, reading_id, step_no)
);
select platform.protect_table('resident.reading_step', 'append');

-- Copies made for reading, each with its number and its document — 閲覧用の写し.
create table resident.reading_copy (
  tenant_id integer not null,
  reading_id uuid not null,
  copy_no smallint not null,
  serial text collate "C" not null,
  document_id uuid not null,
  persons integer not null,
  made_on date not null,
  made_by_name text not null,
  primary key (tenant_id, reading_id, copy_no)
);
create unique index reading_copy_serial on resident.reading_copy (tenant_id, serial);
create index reading_copy_day on resident.reading_copy (tenant_id, made_on);
select platform.protect_table('resident.reading_copy', 'append');

-- Lists of readings as they were published — 閲覧の状況の公表.
create table resident.reading_publication (
  tenant_id integer not null,
  publication_id uuid not null,
  fiscal_year integer not null,
  published_on date not null,
  lines jsonb not null,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, publication_id)
);
create index reading_publication_year on resident.reading_publication (tenant_id, fiscal_year, recorded_at);
select platform.protect_table('resident.reading_publication', 'append');
