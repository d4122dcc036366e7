create table collection.contact (
  tenant_id integer not null,
  contact_id uuid not null,
  party_id uuid not null,
  held_on date not null,
  held_at text collate "C",
  kind text collate "C" not null check (kind in ('telephone-in', 'telephone-out', 'visit', 'counter', 'letter', 'other')),
  words text not null,
  promised_yen bigint check (promised_yen > 0),
  promised_on date,
  next_on date,
  next_what text,
  officer_name text not null,
  answers_contact_id uuid,
  corrects_contact_id uuid,
  recorded_at timestamptz not null,
  recorded_by uuid not null,
  recorded_by_name text not null,
  check ((next_on is null) = (next_what is null)),
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, answers_contact_id) references collection.contact (tenant_id, contact_id),
  foreign key (tenant_id, corrects_contact_id) references collection.contact (tenant_id, contact_id)
);
create index contact_party on collection.contact (tenant_id, party_id, held_on);
create index contact_next on collection.contact (tenant_id, next_on) where next_on is not null;
create index contact_answers on collection.contact (tenant_id, answers_contact_id) where answers_contact_id is not null;
create unique index contact_corrects on collection.contact (tenant_id, corrects_contact_id) where corrects_contact_id is not null;
select platform.protect_table('collection.contact', 'append');
