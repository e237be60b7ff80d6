#include <sqlite3.h>

/* sqlite3_config takes a variable number of arguments, which Swift does not import. */
static inline int csqlite_leave_out_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
