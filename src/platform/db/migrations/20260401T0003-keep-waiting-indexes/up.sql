-- Indexes that were taken away while tables are filled: whatever ends that, the next start makes them again.
create table platform.waiting_index (
  name text collate "C" not null primary key,
  definition text collate "C" not null
);
