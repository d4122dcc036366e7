create schema tenancy;

-- Directory of towns; the number is known only inside, the six-digit code outside.
create table tenancy.municipality (
  tenant_id integer primary key,
  code text collate "C" not null unique check (code ~ '^[0-9]{6}$'),
  name text not null,
  kana text not null,
  prefecture text not null,
  kind text not null check (kind in ('city', 'town', 'village', 'ward')),
  designated_city boolean not null default false,
  mayor text not null,
  mayor_title text not null,
  postal_code text not null,
  address text not null,
  phone text not null,
  environment text not null check (environment in ('production', 'practice')),
  created_at timestamptz not null default now()
);
select platform.publish_reference('tenancy.municipality');

-- Ordinance and office values: rows of the same shape as law files, dated, kept as they were known.
create table tenancy.ordinance_value (
  tenant_id integer not null,
  concept text collate "C" not null,
  row_no integer not null,
  valid_from date not null,
  value jsonb not null,
  published date not null,
  because jsonb not null,
  note text,
  recorded_at timestamptz not null,
  recorded_to timestamptz,
  proposal_id uuid,
  primary key (tenant_id, concept, row_no)
);
create unique index ordinance_value_open on tenancy.ordinance_value (tenant_id, concept, valid_from) where recorded_to is null;
select platform.protect_table('tenancy.ordinance_value', 'history');

-- What other rooms may know of a town: number and code.
create view tenancy.pub_town with (security_invoker = true) as select tenant_id, code, name, environment from tenancy.municipality;
grant select on tenancy.pub_town to yakuba_app;
