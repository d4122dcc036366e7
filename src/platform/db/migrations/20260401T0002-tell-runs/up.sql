-- Who opened and approved a run, by name, as the stamps on paper; its results beside last year's; pages begun again after a stop.
alter table platform.batch_run
  add column opened_by_name text not null default '',
  add column approved_by_name text,
  add column tables jsonb not null default '[]',
  add column restarts_told integer not null default 0;
