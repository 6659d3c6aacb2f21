#pragma once
// libpq: connections, queries with parameters, results.
#include <libpq-fe.h>
