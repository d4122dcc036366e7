-- The picture of a return on paper, beside which it is keyed. The bytes are kept under their digest.
create table tax_individual.return_image (
  tenant_id integer not null,
  image_id uuid not null,
  person_id uuid not null,
  income_year smallint not null,
  sha256 text collate "C" not null,
  media_type text collate "C" not null check (media_type in ('image/png', 'image/jpeg', 'application/pdf')),
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  primary key (tenant_id, image_id)
);
create index return_image_person on tax_individual.return_image (tenant_id, person_id, income_year);
select platform.protect_table('tax_individual.return_image', 'append');

-- What two officers keyed from one picture, the second without seeing the first. It becomes a statement when both agree, or
-- when a third decides field by field.
create table tax_individual.return_entry (
  tenant_id integer not null,
  image_id uuid not null,
  state text collate "C" not null check (state in ('first', 'differs', 'agreed', 'settled')),
  first_content jsonb not null,
  first_by uuid not null,
  first_by_name text not null,
  first_at timestamptz not null,
  second_content jsonb,
  second_by uuid,
  second_by_name text,
  second_at timestamptz,
  settled_by uuid,
  settled_by_name text,
  settled_at timestamptz,
  reason text,
  statement_id uuid,
  primary key (tenant_id, image_id)
);
create index return_entry_open on tax_individual.return_entry (tenant_id, state) where state in ('first', 'differs');
select platform.protect_table('tax_individual.return_entry', 'history');
