extension NodeConfiguration {
    /// The value of a setting as text for its variable; nil if it has none. Passwords are left out, and the secret of
    /// S3 is hidden.
    ///
    /// The reader accepts each value without hidden parts: `roadwave-server config` prints a usable configuration.
    package func value(of key: Key) -> String? {
        switch key {
        case .http: http.description
        case .udp: udp.description
        case .admin: admin?.description
        case .adminOpen: isAdminOpen ? "yes" : "no"
        case .data: dataDirectory
        case .s3Endpoint: s3?.endpoint
        case .s3Region: s3?.region
        case .s3Bucket: s3?.bucket
        case .s3Key: s3?.credentials.key
        case .s3Secret: s3.map { _ in "(hidden)" }
        case .secondaryEndpoint: secondaryS3?.endpoint
        case .secondaryRegion: secondaryS3?.region
        case .secondaryBucket: secondaryS3?.bucket
        case .secondaryKey: secondaryS3?.credentials.key
        case .secondarySecret: secondaryS3.map { _ in "(hidden)" }
        case .tlsCertificate: tls?.certificate
        case .tlsKey: tls?.key
        case .publicURL: publicURL
        case .nodeURLs: Self.list(nodeURLs)
        case .mediaBaseURL: mediaBaseURL
        case .serveMedia: servesMedia.map { $0 ? "yes" : "no" }
        case .advertise: Self.list(advertised)
        case .tokenKeys: tokenKeys
        case .tokenIssuer: tokenPolicy.issuer
        case .tokenAudience: tokenPolicy.audience
        case .tokenHours: tokenPolicy.longestValidity.map { Self.number($0 / .seconds(3_600)) }
        case .trustedProxy: Self.list(trustedProxies)
        case .ratePublish: limits(.publish)
        case .rateJoin: limits(.join)
        case .rateBeat: limits(.beat)
        case .rateReact: limits(.react)
        case .rateRead: limits(.read)
        case .rateSearch: limits(.search)
        case .rateEvents: limits(.events)
        case .rateFailure: limits(.failure)
        case .maximumConnections: maximumConnections.map(String.init)
        case .connectionsPerAddress: connectionsPerAddress.map(String.init)
        case .streamsPerAddress: streamsPerAddress.map(String.init)
        case .streamsPerToken: streamsPerToken.map(String.init)
        case .maximumLives: String(maximumLives)
        case .livesPerCreator: String(livesPerCreator)
        case .drainSeconds: Self.seconds(drainTimeout)
        case .postgresURL: postgres?.description
        case .postgresOwnerURL: postgresOwner?.description
        case .auditKeptDays: String(auditKeptDays)
        case .erasures: erasuresDirectory
        case .redisURL: redis?.description
        case .slotLeaseSeconds: Self.seconds(slotLease)
        case .queueReservationSeconds: Self.seconds(queueReservation)
        case .queuePatienceSeconds: Self.seconds(queuePatience)
        case .renditions: Self.list(live.broadcast.ladder.renditions.map(\.name))
        case .segmentSeconds: Self.seconds(live.broadcast.segmentDuration)
        case .holdBackSeconds: Self.seconds(live.broadcast.holdBack)
        case .playlistWindowSeconds: Self.seconds(live.broadcast.windowDuration)
        case .jitterTargetMilliseconds: Self.milliseconds(live.jitterTarget)
        case .jitterMaximumMilliseconds: Self.milliseconds(live.jitterMaximum)
        case .silenceAfterSeconds: Self.seconds(live.silenceAfter)
        case .interruptedAfterSeconds: Self.seconds(live.interruptedAfter)
        case .connectTimeoutSeconds: Self.seconds(live.connectTimeout)
        case .creatorTimeoutSeconds: Self.seconds(live.creatorTimeout)
        case .fullBitrate: String(live.adaptation.fullBitrate)
        case .reducedBitrate: String(live.adaptation.reducedBitrate)
        case .reductionLossPercent: Self.percent(live.adaptation.reduction.loss)
        case .reductionRoundTripMilliseconds: Self.milliseconds(live.adaptation.reduction.roundTrip)
        case .reductionJitterMilliseconds: Self.milliseconds(live.adaptation.reduction.jitter)
        case .reductionSeconds: Self.seconds(live.adaptation.reductionDelay)
        case .recoveryPercent: Self.percent(live.adaptation.recoveryShare)
        case .recoverySeconds: Self.seconds(live.adaptation.recoveryDelay)
        case .bitrateDwellSeconds: Self.seconds(live.adaptation.dwell)
        case .unstableLossPercent: Self.percent(live.adaptation.instability.loss)
        case .unstableRoundTripMilliseconds: Self.milliseconds(live.adaptation.instability.roundTrip)
        case .unstableJitterMilliseconds: Self.milliseconds(live.adaptation.instability.jitter)
        case .warningSeconds: Self.seconds(live.adaptation.warningDelay)
        case .warningIntervalSeconds: Self.seconds(live.adaptation.warningInterval)
        case .heartbeatSeconds: Self.seconds(audience.heartbeat)
        case .listenerExpirySeconds: Self.seconds(audience.expiry)
        case .positionGrid: Self.number(audience.positionGrid.degrees)
        case .counterSeconds: Self.seconds(audience.counterPeriod)
        case .counterRecordSeconds: Self.seconds(audience.recordPeriod)
        case .voterSecret: audience.voterSecret.map { _ in "(hidden)" }
        case .eventKeepAliveSeconds: Self.seconds(eventKeepAlive)
        case .lostLivesHours: Self.number(lostLivesKept / .seconds(3_600))
        case .recordingsMaximum: recording.maximumBytes.map { Self.number(Double($0) / 1e9) }
        case .recordingFlushSeconds: Self.seconds(recording.flushInterval)
        case .recordingSyncSeconds: Self.seconds(recording.syncInterval)
        case .backupSeconds: Self.seconds(replay.backupPeriod)
        case .workers: String(replay.workers)
        case .replayRenewalSeconds: Self.seconds(replay.renewalPeriod)
        case .replayClaimSeconds: Self.seconds(replay.claimLifetime)
        case .replayAttempts: String(replay.maximumFailures)
        case .recordingKeptSeconds: Self.seconds(replay.recordingKept)
        case .liveMediaKeptSeconds: Self.seconds(replay.liveMediaKept)
        case .sweepSeconds: Self.seconds(replay.sweepPeriod)
        case .billingPrice: billing.pricePerGigabyte.description
        case .billingTimeZone: billing.timeZone
        case .billingMonthOpenHours: Self.number(billing.monthOpen / .seconds(3_600))
        case .monitoringSeconds: Self.seconds(monitoring.period)
        case .alertCPU: monitoring.thresholds[.cpu].map(Self.number)
        case .alertMemory: monitoring.thresholds[.memory].map(Self.number)
        case .alertUpload: monitoring.thresholds[.upload].map(Self.number)
        case .alertSessions: monitoring.thresholds[.sessions].map(Self.number)
        case .alertDelivery: monitoring.thresholds[.delivery].map(Self.number)
        case .alertAfterSeconds: Self.seconds(monitoring.alertAfter)
        case .alertClearSeconds: Self.seconds(monitoring.clearAfter)
        case .uplinkMegabits: Self.number(Double(monitoring.uplinkBitsPerSecond) / 1e6)
        case .uplinkInterface: monitoring.uplinkInterface
        case .memoryMegabytes: monitoring.memoryBytes.map { Self.number(Double($0) / 1e6) }
        case .webhookURL: monitoring.channels.webhook.map { _ in "(hidden)" }
        case .webhookSecret: monitoring.channels.webhook.map { _ in "(hidden)" }
        case .mailServer: monitoring.channels.mail?.server.description
        case .mailFrom: monitoring.channels.mail?.from
        case .mailTo: monitoring.channels.mail.flatMap { Self.list($0.to) }
        case .alertmanager: monitoring.channels.alertmanager
        case .alertLink: monitoring.link
        case .requestTimeoutSeconds: Self.seconds(requestTimeout)
        case .logLevel: log.level.rawValue
        case .logFormat: log.format.rawValue
        }
    }

    private func limits(_ rateClass: RateClass) -> String {
        let pair = (rateLimits ?? (tokenKeys == nil ? .none : .standard))[rateClass]
        return [pair.user, pair.network].map { $0.map { String($0.perMinute) } ?? "off" }.joined(separator: "/")
    }

    private static func list(_ values: [some CustomStringConvertible]) -> String? {
        values.isEmpty ? nil : values.map { "\($0)" }.joined(separator: ",")
    }

    static func seconds(_ duration: Duration) -> String { number(duration / .seconds(1)) }
    private static func milliseconds(_ duration: Duration) -> String { number(duration / .milliseconds(1)) }
    private static func percent(_ share: Double) -> String { number((share * 1e8).rounded() / 1e6) }

    /// A number as text, without decimals for a whole number.
    static func number(_ value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? String(value)
    }
}
