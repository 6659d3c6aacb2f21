// What Swift needs of libsrtp 2: its header. Everything that we call imports as it is.
#pragma once
#include <srtp2/srtp.h>
