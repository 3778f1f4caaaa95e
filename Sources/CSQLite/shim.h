#include <sqlite3.h>

/* Variadic functions and casting macros do not cross into Swift. */

/* No schema tampering through SQL; "text" in double quotes is a name, as PostgreSQL reads it, never a string. */
static inline int csqlite_harden(sqlite3 *db) {
    int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
    if (code == SQLITE_OK) code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    return code;
}

/* SQLite copies the bytes before these return. */
static inline int csqlite_bind_text(sqlite3_stmt *statement, int index, const unsigned char *text, int count) {
    return sqlite3_bind_text(statement, index, (const char *)text, count, SQLITE_TRANSIENT);
}
static inline int csqlite_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return count == 0 ? sqlite3_bind_zeroblob(statement, index, 0) : sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/* Before anything else: statistics that nobody reads would put every allocation of every thread behind one lock. */
static inline int csqlite_start(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
