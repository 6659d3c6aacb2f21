// What Swift needs of LAME, the MP3 encoder.
#pragma once
#include <lame/lame.h>
#include <stddef.h>

// LAME writes its warnings to standard error, which belongs to the program. The three setters take functions with a
// `va_list`, which Swift does not import.
static inline void clame_silence(lame_global_flags *flags) {
    lame_set_errorf(flags, NULL);
    lame_set_debugf(flags, NULL);
    lame_set_msgf(flags, NULL);
}
