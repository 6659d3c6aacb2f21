internal import Glibc

/// Pages of allocated memory that hold nothing but zeros.
///
/// libavcodec clears the half megabyte of an encoder's private memory, most of it a table of which speech and music use a
/// tenth. Cleared memory is taken memory: the pages are there, for each of hundreds of encoders.
/// See docs/decisions/broadcast.md, « Blank pages ».
enum BlankPages {
    /// Gives the blank pages of `block` back to the system: each still reads as zeros, and is there again once it is
    /// written to. Whatever the block holds, it holds the same afterwards.
    ///
    /// - Parameter block: memory from `malloc`, which is the process's own; nobody else may use it meanwhile.
    static func giveBack(of block: UnsafeMutableRawBufferPointer) {
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        guard pageSize > 0, let start = block.baseAddress else { return }
        let firstPage = start.alignedUp(toMultipleOf: pageSize)
        let pageCount = (block.count - (firstPage - start)) / pageSize
        var index = 0
        while index < pageCount {
            let firstBlank = index
            while index < pageCount,
                isBlank(UnsafeRawBufferPointer(start: firstPage + index * pageSize, count: pageSize))
            {
                index += 1
            }
            // Refused, the memory stays as it was: nothing but room is lost.
            if index > firstBlank {
                madvise(firstPage + firstBlank * pageSize, (index - firstBlank) * pageSize, MADV_DONTNEED)
            }
            index += 1
        }
    }

    private static func isBlank(_ page: UnsafeRawBufferPointer) -> Bool {
        page.bindMemory(to: UInt64.self).allSatisfy { $0 == 0 }
    }
}
