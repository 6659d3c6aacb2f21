// What Swift needs of libebur128: its header. Everything that we call imports as it is.
#pragma once
#include <ebur128.h>
