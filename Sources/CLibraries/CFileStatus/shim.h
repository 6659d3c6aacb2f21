#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

// What the project asks of stat(2). Several modules of the system declare `struct stat`, and which of them the compiler holds
// for its owner changes from build to build: Swift files that name its members would have to import them all.

struct cfilestatus {
    uint64_t inode;
    int64_t size;
    int64_t modified_seconds;
    int64_t modified_nanoseconds;
    bool is_regular;
    bool is_directory;
    bool is_link;
    // Its owner is the user that the process acts as.
    bool is_own;
    // Its owner is root.
    bool is_roots;
    // Names of it.
    uint64_t links;
    // The permissions, with the sticky bit: the last nine or ten bits of the mode.
    uint32_t mode;
    uint32_t group;
};

static inline struct cfilestatus cfilestatus_from(const struct stat *status) {
    struct cfilestatus result = {
        status->st_ino, status->st_size, status->st_mtim.tv_sec, status->st_mtim.tv_nsec,
        S_ISREG(status->st_mode), S_ISDIR(status->st_mode), S_ISLNK(status->st_mode), status->st_uid == geteuid(),
        status->st_uid == 0, status->st_nlink, status->st_mode & 07777, status->st_gid,
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

// 0, or -1 with errno, as lstat(2): of a link itself.
static inline int cfilestatus_of_name(const char *path, struct cfilestatus *result) {
    struct stat status;
    if (lstat(path, &status) != 0) return -1;
    *result = cfilestatus_from(&status);
    return 0;
}

// Whether the process is of this group.
static inline bool cfilestatus_is_member(uint32_t group) {
    if (group == getegid()) return true;
    gid_t groups[256];
    int count = getgroups(256, groups);
    for (int index = 0; index < count; index++)
        if (groups[index] == group) return true;
    return false;
}

// 0, or -1 with errno, as fstat(2).
static inline int cfilestatus_of_descriptor(int descriptor, struct cfilestatus *result) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    *result = cfilestatus_from(&status);
    return 0;
}
