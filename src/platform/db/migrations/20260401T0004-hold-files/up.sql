-- A file that was refused because of what a scanner said of it. Its bytes are sealed in the file store; nothing reads them.
create table platform.held_file (
  tenant_id integer not null,
  held_id uuid not null,
  sha256 text collate "C" not null,
  size bigint not null,
  file_name text,
  said text not null,
  came_by text collate "C" not null,
  held_at timestamptz not null,
  held_by uuid not null,
  primary key (tenant_id, held_id)
);
create index held_file_at on platform.held_file (tenant_id, held_at);
select platform.protect_table('platform.held_file', 'append');
