#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

// What the project asks of stat(2). Several modules of the system declare `struct stat`, and which of them the compiler holds
// for its owner changes from build to build: Swift files that name its members would have to import them all.

struct cfilestatus {
    uint64_t inode;
    int64_t size;
    int64_t modified_seconds;
    int64_t modified_nanoseconds;
    bool is_regular;
    bool is_directory;
};

static inline struct cfilestatus cfilestatus_from(const struct stat *status) {
    struct cfilestatus result = {
        status->st_ino, status->st_size, status->st_mtim.tv_sec, status->st_mtim.tv_nsec,
        S_ISREG(status->st_mode), S_ISDIR(status->st_mode),
    };
    return result;
}

// 0, or -1 with errno, as stat(2).
static inline int cfilestatus_of_path(const char *path, struct cfilestatus *result) {
    struct stat status;
    if (stat(path, &status) != 0) return -1;
    *result = cfilestatus_from(&status);
    return 0;
}

// 0, or -1 with errno, as fstat(2).
static inline int cfilestatus_of_descriptor(int descriptor, struct cfilestatus *result) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    *result = cfilestatus_from(&status);
    return 0;
}
