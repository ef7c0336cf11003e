-- A database and two users: nudger owns the record, nudger_reader may look at it. Run at every start, so that it holds
-- for a database that was made by an older version of this file, and so that a new password in .env takes effect.
\set ON_ERROR_STOP on
\getenv password PG_PASSWORD
\getenv reader_password PG_READER_PASSWORD

SELECT 'CREATE ROLE nudger' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nudger') \gexec
SELECT 'CREATE ROLE nudger_reader' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nudger_reader') \gexec
ALTER ROLE nudger LOGIN PASSWORD :'password';
ALTER ROLE nudger_reader LOGIN PASSWORD :'reader_password';

SELECT 'CREATE DATABASE nudger OWNER nudger' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'nudger') \gexec
REVOKE ALL ON DATABASE nudger FROM PUBLIC;
GRANT CONNECT ON DATABASE nudger TO nudger_reader;

\connect nudger
-- nudger makes its schema itself; what it makes, the reader may read.
ALTER DEFAULT PRIVILEGES FOR ROLE nudger GRANT USAGE ON SCHEMAS TO nudger_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE nudger GRANT SELECT ON TABLES TO nudger_reader;
