/* infrastructure/qrencode.h - QR codes, as libqrencode lays them out, drawn as SVG. */
#ifndef INFRASTRUCTURE_QRENCODE_H
#define INFRASTRUCTURE_QRENCODE_H

#include "domain/gateways/one_time_codes.h"

/* Nothing to open or to close. */
struct pictures qrencode_pictures(void);

#endif
