#pragma once
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/dict.h>
#include <libavutil/log.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <malloc.h>

// Macros that Swift cannot import, under names of ours.

// More input is needed before there is output, or the reverse.
static inline int cffmpeg_error_again(void) { return AVERROR(EAGAIN); }
static inline int cffmpeg_error_end_of_file(void) { return AVERROR_EOF; }
static inline int cffmpeg_error_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int cffmpeg_error_out_of_memory(void) { return AVERROR(ENOMEM); }

// `AVSEEK_SIZE` asks a seek callback for the size instead of moving.
static inline int cffmpeg_seek_size(void) { return AVSEEK_SIZE; }
// A flag beside the origin of a seek: also when it costs much.
static inline int cffmpeg_seek_force(void) { return AVSEEK_FORCE; }

// The size of memory that the libraries have allocated: av_malloc takes it from malloc.
static inline size_t cffmpeg_allocated_size(void *memory) { return malloc_usable_size(memory); }
