#include <sqlite3.h>

/* sqlite3_config takes a list of any length, which Swift cannot call. */
static inline int clientele_sqlite3_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
