-- From when to when a town's name is in use; null where it always was, or still is.
alter table resident.town_block add column begins_on date;
alter table resident.town_block add column ends_on date;

-- A change of addresses without a move: new house numbers, a new name of a town, new lots, a new boundary — 住居表示の実施・町名地番の変更.
create table resident.renumbering (
  tenant_id integer not null,
  renumbering_id uuid not null,
  kind text collate "C" not null,
  title text collate "C" not null,
  -- The public notice it rests on: `令和8年汐見市告示第12号`.
  announcement text collate "C" not null,
  effective_on date not null,
  opened_by uuid not null,
  opened_by_name text not null,
  opened_at timestamptz not null,
  extracted_at timestamptz,
  applied_at timestamptz,
  withdrawn_at timestamptz,
  primary key (tenant_id, renumbering_id)
);
select platform.protect_table('resident.renumbering', 'history');

-- What the dictionary says anew; replaced as a whole until somebody is extracted by it.
create table resident.renumbering_town (
  tenant_id integer not null,
  renumbering_id uuid not null,
  line_no integer not null,
  old_town text collate "C" not null,
  old_number text collate "C",
  new_town text collate "C" not null,
  new_number text collate "C",
  new_kana text collate "C",
  new_postal_code text collate "C",
  new_block_id text collate "C",
  new_numbering text collate "C",
  closes boolean not null,
  primary key (tenant_id, renumbering_id, line_no)
);
select platform.protect_table('resident.renumbering_town', 'work');

-- Who is concerned, as the record stood at the extraction (`stamp`), the new address, and what became of it.
create table resident.renumbering_line (
  tenant_id integer not null,
  renumbering_id uuid not null,
  person_id uuid not null,
  household_id uuid not null,
  stamp text collate "C" not null,
  old_address jsonb not null,
  new_address jsonb,
  -- Taken up by an officer in charge although somebody protects this record.
  by_duty boolean not null,
  outcome text collate "C" check (outcome in ('updated', 'listed')),
  reason text collate "C",
  notification_id uuid,
  primary key (tenant_id, renumbering_id, person_id)
);
create index renumbering_line_household on resident.renumbering_line (tenant_id, renumbering_id, household_id);
create index renumbering_line_person on resident.renumbering_line (tenant_id, person_id);
select platform.protect_table('resident.renumbering_line', 'work');
